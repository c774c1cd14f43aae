import Identity
import OAuthProtocol
import OAuthServer
import Synchronization

/// What the server counts besides requests: tokens by grant, sign-ins by outcome, commits by size, logout tokens, and how
/// deep the password queue is.
package final class ServerMetrics: Sendable {
    package let registry: MetricsRegistry
    package let logouts: DeliveryMetrics<LogoutReport.Outcome>
    package let mails: DeliveryMetrics<MailReport.Outcome>
    private let tokens: [GrantType: Counter]
    private let signIns: [SignInResult: Counter]
    private let commits: Histogram
    private let writingWorks = Atomic(true)

    /// How a sign-in ended.
    enum SignInResult: String, CaseIterable {
        case signedIn = "signed_in"
        case wrong
        case throttled
        case busy
        case stale
    }

    package init(registry: MetricsRegistry) {
        self.registry = registry
        logouts = DeliveryMetrics(registry: registry, name: "cardea_backchannel_logout", what: "logout tokens")
        mails = DeliveryMetrics(registry: registry, name: "cardea_mail", what: "messages by mail")
        tokens = registry.counters("cardea_tokens_total", help: "Token responses by grant.", label: "grant")
        signIns = registry.counters("cardea_sign_ins_total", help: "Sign-ins by outcome.", label: "outcome")
        commits = registry.histogram(
            "cardea_commit_operations", help: "Operations that one durable commit wrote together.",
            bounds: [1, 2, 4, 8, 16, 32, 64, 128, 256])
        registry.gauge("cardea_database_writable", help: "Whether what was last to be written could be.") {
            [weak self] in self?.writingWorks.load(ordering: .relaxed) == false ? 0 : 1
        }
    }

    /// Notes whether what was last to be written could be.
    package func noteWriting(works: Bool) {
        writingWorks.store(works, ordering: .relaxed)
    }

    func countTokens(grant: String?) {
        grant.flatMap(GrantType.init(rawValue:)).flatMap { tokens[$0] }?.increment()
    }

    func count(_ result: SignInResult) {
        signIns[result]?.increment()
    }

    /// Notes that a commit wrote `operations` operations.
    package func countCommit(operations: Int) {
        commits.observe(Double(operations))
    }

    /// Shows how many password computations run or wait.
    package func watchPasswords(depth: @escaping @Sendable () -> Int) {
        registry.gauge("cardea_password_pool_depth", help: "Password computations that run or wait.") {
            Double(depth())
        }
    }
}

/// How something is handed over to others, and how much must still be.
package final class DeliveryMetrics<Outcome: RawRepresentable & CaseIterable & Hashable & Sendable>: Sendable
where Outcome.RawValue == String {
    private let outcomes: [Outcome: Counter]
    private let pending = Atomic<Int>(0)

    /// - `name`: of the metrics, without `_total` and `_pending`.
    /// - `what`: is handed over, in the plural.
    init(registry: MetricsRegistry, name: String, what: String) {
        outcomes = registry.counters(
            "\(name)_total", help: "Attempts to deliver, by outcome: \(what).", label: "outcome")
        registry.gauge("\(name)_pending", help: "Still to be delivered: \(what).") {
            [weak self] in Double(self?.pending.load(ordering: .relaxed) ?? 0)
        }
    }

    package func count(_ outcome: Outcome) {
        outcomes[outcome]?.increment()
    }

    /// Notes how many must still be delivered.
    package func notePending(_ count: Int) {
        pending.store(count, ordering: .relaxed)
    }
}

/// How many connections gave way to others, by what was asked on them, and how many were closed for what came over them.
final class ConnectionMetrics: Sendable {
    enum Leaving: String, CaseIterable {
        /// Nothing was asked on it.
        case resting = "none"
        /// The rest of a request was waited for.
        case unfinished
    }

    enum Closing: String, CaseIterable {
        /// Empty lines of which nothing is made.
        case emptyLines = "empty_lines"
        /// Frames of HTTP/2 that ask for nothing, or break its rules.
        case http2Frames = "http2_frames"
        /// Answers that are not read, and too much is kept already.
        case unreadAnswers = "unread_answers"
        /// Requests over HTTP/2, where too much is kept already.
        case busy
    }

    private let counters: [Leaving: Counter]
    private let closings: [Closing: Counter]

    init(registry: MetricsRegistry) {
        counters = registry.counters(
            "cardea_connections_gave_way_total",
            help: "Connections closed to make room for others, by what was asked on them.", label: "request")
        closings = registry.counters(
            "cardea_connections_closed_total",
            help: "Connections, or streams of HTTP/2, closed for what came over them, by what that was.",
            label: "reason")
    }

    func count(_ leaving: Leaving) {
        counters[leaving]?.increment()
    }

    func count(_ closing: Closing) {
        closings[closing]?.increment()
    }
}
