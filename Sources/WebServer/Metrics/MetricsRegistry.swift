import Synchronization

/// Every number that the server shows at `/metrics`. Whoever counts asks once for a counter or a histogram and keeps it.
package final class MetricsRegistry: Sendable {
    /// Label names with their values, in the order in which they are shown.
    package typealias Labels = KeyValuePairs<String, String>

    enum Series: Sendable {
        case counter(Counter)
        case gauge(@Sendable () -> Double)
        case histogram(Histogram)
    }

    struct Family: Sendable {
        let name: String
        let help: String
        /// By their labels as text, in order of appearance.
        var series: [(labels: String, series: Series)] = []
    }

    private struct State {
        var families: [Family] = []
        var positions: [String: Int] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// The counter of this name and these labels: the same one whoever asks. Its name ends in `_total`.
    package func counter(_ name: String, help: String, labels: Labels = [:]) -> Counter {
        let series = series(name, help, labels) { .counter(Counter()) }
        if case .counter(let counter) = series { return counter }
        preconditionFailure("\(name) is not a counter")
    }

    /// A counter for each value that `label` can have, all there from the start.
    func counters<Value: Hashable & CaseIterable & RawRepresentable<String>>(
        _ name: String, help: String, label: String, of values: Value.Type = Value.self
    ) -> [Value: Counter] {
        Dictionary(
            uniqueKeysWithValues: values.allCases.map {
                ($0, counter(name, help: help, labels: [label: $0.rawValue]))
            })
    }

    /// Shows what `read` says at the moment of asking.
    package func gauge(_ name: String, help: String, labels: Labels = [:], read: @escaping @Sendable () -> Double) {
        _ = series(name, help, labels) { .gauge(read) }
    }

    /// The histogram of this name and these labels: the same one whoever asks.
    /// - `bounds`: the upper bounds of its buckets, each inclusive.
    package func histogram(_ name: String, help: String, labels: Labels = [:], bounds: [Double]) -> Histogram {
        let series = series(name, help, labels) { .histogram(Histogram(bounds: bounds)) }
        if case .histogram(let histogram) = series { return histogram }
        preconditionFailure("\(name) is not a histogram")
    }

    private func series(_ name: String, _ help: String, _ labels: Labels, make: () -> Series) -> Series {
        let text = PrometheusText.labels(labels)
        return state.withLock { state in
            let position = state.positions[name] ?? state.families.count
            if position == state.families.count {
                state.families.append(Family(name: name, help: help))
                state.positions[name] = position
            }
            if let known = state.families[position].series.first(where: { $0.labels == text }) { return known.series }
            let series = make()
            state.families[position].series.append((text, series))
            return series
        }
    }

    /// The Prometheus text exposition format, version 0.0.4.
    package func render() -> [UInt8] {
        let families = state.withLock { $0.families }
        return PrometheusText.render(families)
    }
}
