import Synchronization

/// A number that only grows.
package final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    init() {}

    package func increment(by amount: UInt64 = 1) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    package var value: UInt64 {
        count.load(ordering: .relaxed)
    }
}

/// How often values fell below each of a few bounds.
package final class Histogram: Sendable {
    /// Bounds in seconds for what takes from a tenth of a millisecond to ten seconds.
    package static let seconds: [Double] = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    private struct State {
        /// Per bucket, not yet summed; the last one has no bound.
        var counts: [UInt64]
        var sum = 0.0
    }

    /// The upper bounds, each inclusive, ascending.
    let bounds: [Double]
    private let state: Mutex<State>

    init(bounds: [Double]) {
        self.bounds = bounds.sorted()
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    package func observe(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    /// The counts per bucket and the sum of all values, of one moment.
    var snapshot: (counts: [UInt64], sum: Double) {
        state.withLock { ($0.counts, $0.sum) }
    }
}
