import OAuthProtocol
import OAuthServer

/// How many requests of one kind a second a machine can be expected to answer when it has nothing else to do.
struct Forecast: Sendable, Equatable {
    /// For programs.
    let name: String
    /// For people, behind a number.
    let words: String
    let perSecond: Double
    /// What there would have to be more of, for more requests.
    let bound: String

    /// What a request costs the processor besides its signatures, in ES256 signatures: in docs/performance.md 74 and 261 microseconds with
    /// one and two of 27.
    private static let clientCredentials = 1.75
    private static let refresh = 7.7
    /// Operations that are made durable from the password to the tokens.
    private static let commitsOfSignIn = 5.0

    static func all(
        _ tokens: TokenConfiguration, _ commits: CommitRates, _ signatures: SignatureRates, _ passwords: PasswordCost
    ) -> [Forecast] {
        let access = tokens.accessFormat == .jwt ? [tokens.accessAlgorithm] : []
        let kind = access.first?.rawValue ?? "opaque"
        var all = [
            Forecast(
                "client_credentials", "access tokens for programs (client_credentials, \(kind))",
                processor(clientCredentials, access, signatures))
        ]
        for idToken in [SignatureAlgorithm.rs256, .es256] {
            all.append(
                Forecast(
                    "refresh_\(idToken.rawValue.lowercased())",
                    "refreshed tokens (\(kind), with an ID token by \(idToken.rawValue))",
                    processor(refresh, access + [idToken], signatures), disk(1, commits)))
        }
        all.append(
            Forecast(
                "sign_ins", "sign-ins with a password", (passwords.perSecond, "Argon2id"),
                disk(commitsOfSignIn, commits)))
        return all
    }

    /// The least of `limits` is what bounds it.
    private init(_ name: String, _ words: String, _ limits: (perSecond: Double, bound: String)...) {
        self.name = name
        self.words = words
        let least = limits.min { $0.perSecond < $1.perSecond }
        perSecond = least?.perSecond ?? 0
        bound = least?.bound ?? ""
    }

    private static func disk(_ operations: Double, _ commits: CommitRates) -> (perSecond: Double, bound: String) {
        (commits.together / operations, "durable commits")
    }

    /// - `rest`: what the request costs besides its signatures, in ES256 signatures.
    private static func processor(
        _ rest: Double, _ algorithms: [SignatureAlgorithm], _ signatures: SignatureRates
    ) -> (perSecond: Double, bound: String) {
        let costs = algorithms.map { (algorithm: $0, seconds: 1 / (signatures.perSecond[$0] ?? .infinity)) }
        let others = rest / (signatures.perSecond[.es256] ?? .infinity)
        let all = costs.reduce(others) { $0 + $1.seconds }
        let dearest = costs.max { $0.seconds < $1.seconds }
        let bound = dearest.flatMap { $0.seconds > all / 2 ? "\($0.algorithm.rawValue) signatures" : nil }
        return (1 / all, bound ?? "the processor")
    }
}
