import OAuthProtocol

/// The server's own keys at one moment: which key signs, which verify, and the document that publishes them. It never
/// changes; a rotation makes another one.
package struct KeySet: Sendable {
    private let signers: [SignatureAlgorithm: SigningKey]
    private let verifiers: [Octets: PublicKey]
    /// The JWK Set document (RFC 7517 §5), UTF-8.
    package let jwks: [UInt8]
    private let published: [JSONValue]

    /// - Parameters:
    ///   - current: the keys that sign, one for each algorithm; the first of several counts.
    ///   - published: keys that do not sign, yet or any more, and are published all the same.
    package init(current: [SigningKey] = [], published: [SigningKey] = []) {
        signers = Dictionary(current.map { ($0.algorithm, $0) }) { first, _ in first }
        verifiers = Dictionary((current + published).map { ($0.id.octets, $0.publicKey) }) { first, _ in first }
        self.published = (current + published).map { JSONValue.object($0.publicJWK) }
        jwks = (["keys": .array(self.published)] as JSONObject).octets
    }

    /// The document with one key more, for something else than signatures.
    package func jwks(beside key: JSONObject) -> [UInt8] {
        (["keys": .array(published + [.object(key)])] as JSONObject).octets
    }

    /// The key that signs by `algorithm` now; `nil` before the keys are prepared.
    package func signer(_ algorithm: SignatureAlgorithm) -> SigningKey? {
        signers[algorithm]
    }

    /// Whose keys sign now.
    package var algorithms: Set<SignatureAlgorithm> { Set(signers.keys) }

    /// The key that verifies tokens whose `kid` is `id`; `nil` if it is none of ours, or has left.
    package func verificationKey(id: String) -> PublicKey? {
        verifiers[id.octets]
    }
}
