import OAuthServer
import Synchronization

/// How clients are told that sessions have ended, and how many must still be told.
package final class LogoutMetrics: Sendable {
    private let outcomes: [LogoutReport.Outcome: Counter]
    private let pending = Atomic<Int>(0)

    package init(registry: MetricsRegistry) {
        outcomes = Dictionary(
            uniqueKeysWithValues: LogoutReport.Outcome.allCases.map { outcome in
                let counter = registry.counter(
                    "cardea_backchannel_logout_total", help: "Attempts to deliver a logout token, by outcome.",
                    labels: ["outcome": outcome.rawValue])
                return (outcome, counter)
            })
        registry.gauge("cardea_backchannel_logout_pending", help: "Logout tokens that are still to be delivered.") {
            [weak self] in Double(self?.pending.load(ordering: .relaxed) ?? 0)
        }
    }

    package func count(_ outcome: LogoutReport.Outcome) {
        outcomes[outcome]?.increment()
    }

    /// Notes how many clients must still be told of some session's end.
    package func notePending(_ count: Int) {
        pending.store(count, ordering: .relaxed)
    }
}
