import JOSE
import OAuthProtocol

/// The algorithms that a client may have this server sign by. Everybody's tokens are checked with one JWK Set, so what is in it
/// is the operator's to decide.
package struct SigningChoice: Sendable {
    private let algorithms: Set<SignatureAlgorithm>
    /// Completes "NAME: ALGORITHM …".
    private let rule: String

    /// What the operator's own clients may choose: `tokens.signing_algorithms`.
    package static func ofOperators(_ tokens: TokenConfiguration) -> SigningChoice {
        SigningChoice(
            algorithms: tokens.signingAlgorithms,
            rule: "is not among tokens.signing_algorithms: \(SignatureAlgorithm.names(of: tokens.signingAlgorithms))")
    }

    /// What a dynamic client may choose: of those, what is published already, so that nobody unknown has a key
    /// made that all others then have to read.
    package static func ofDynamicClients(_ tokens: TokenConfiguration, published keys: KeySet) -> SigningChoice {
        let algorithms = tokens.signingAlgorithms.intersection(keys.algorithms)
        return SigningChoice(
            algorithms: algorithms, rule: "signs nothing here, use one of: \(SignatureAlgorithm.names(of: algorithms))")
    }

    /// - Throws: `invalid_client_metadata` naming the member, and what to choose.
    package func check(_ metadata: ClientMetadata) throws(OAuthError) {
        if let first = faults(of: metadata).first { throw first.error }
    }

    /// Each member that names what may not be chosen, with the error of `check`.
    package func faults(of metadata: ClientMetadata) -> [(
        member: String, algorithm: SignatureAlgorithm, error: OAuthError
    )] {
        metadata.wantedSignatures.filter { !algorithms.contains($0.algorithm) }.map { name, algorithm in
            (name, algorithm, OAuthError(.invalidClientMetadata, "\(name): \(algorithm.rawValue) \(rule)"))
        }
    }

    /// Whether `check` throws nothing.
    package func allows(_ metadata: ClientMetadata) -> Bool {
        faults(of: metadata).isEmpty
    }

    /// Those of some algorithms that may be chosen.
    package func permitted(_ wanted: Set<SignatureAlgorithm>) -> Set<SignatureAlgorithm> {
        wanted.intersection(algorithms)
    }
}
