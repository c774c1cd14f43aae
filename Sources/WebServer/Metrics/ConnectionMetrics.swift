/// How many connections gave way to others, by what was asked on them.
final class ConnectionMetrics: Sendable {
    enum Leaving: String, CaseIterable {
        /// Nothing was asked on it.
        case resting
        /// The rest of a request was waited for.
        case unfinished
    }

    private let counters: [Leaving: Counter]

    init(registry: MetricsRegistry) {
        counters = Dictionary(
            uniqueKeysWithValues: Leaving.allCases.map { leaving in
                let counter = registry.counter(
                    "cardea_connections_gave_way_total",
                    help: "Connections closed to make room for others, by what was asked on them.",
                    labels: ["request": leaving == .resting ? "none" : "unfinished"])
                return (leaving, counter)
            })
    }

    func count(_ leaving: Leaving) {
        counters[leaving]?.increment()
    }
}
