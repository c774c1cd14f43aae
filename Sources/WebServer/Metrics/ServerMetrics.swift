import OAuthProtocol
import Synchronization

/// What the server counts besides requests: tokens by grant, sign-ins by outcome, commits by size, logout tokens, and how
/// deep the password queue is.
package struct ServerMetrics: Sendable {
    package let registry: MetricsRegistry
    package let logouts: LogoutMetrics
    private let tokens: [String: Counter]
    private let signIns: [SignInResult: Counter]
    private let commits: Histogram
    private let writing = Writing()

    private final class Writing: Sendable {
        let works = Atomic(true)
    }

    /// How a sign-in ended.
    package enum SignInResult: String, Sendable, CaseIterable {
        case signedIn = "signed_in"
        case wrong
        case throttled
        case busy
        case stale
    }

    package init(registry: MetricsRegistry) {
        self.registry = registry
        logouts = LogoutMetrics(registry: registry)
        tokens = Dictionary(
            uniqueKeysWithValues: GrantType.allCases.map {
                let help = "Token responses by grant."
                return (
                    $0.rawValue, registry.counter("cardea_tokens_total", help: help, labels: ["grant": $0.rawValue])
                )
            })
        signIns = Dictionary(
            uniqueKeysWithValues: SignInResult.allCases.map {
                let help = "Sign-ins by outcome."
                return ($0, registry.counter("cardea_sign_ins_total", help: help, labels: ["outcome": $0.rawValue]))
            })
        commits = registry.histogram(
            "cardea_commit_operations", help: "Operations that one durable commit wrote together.",
            bounds: [1, 2, 4, 8, 16, 32, 64, 128, 256])
        registry.gauge("cardea_database_writable", help: "Whether what was last to be written could be.") { [writing] in
            writing.works.load(ordering: .relaxed) ? 1 : 0
        }
    }

    /// Notes whether what was last to be written could be.
    package func noteWriting(works: Bool) {
        writing.works.store(works, ordering: .relaxed)
    }

    func countTokens(grant: String?) {
        grant.flatMap { tokens[$0] }?.increment()
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
