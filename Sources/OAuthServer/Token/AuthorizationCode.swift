import JOSE
import OAuthProtocol

/// An authorization code (RFC 6749 §1.3.1): which delegation it opens, in 16 octets, and 256 bits of secret that only the
/// server can derive from them, so that an answer can be given again. The delegation is found by its primary key; the
/// secret is compared by digest, in constant time.
package struct AuthorizationCode: Sendable {
    package let delegation: DelegationID
    /// SHA-256 of the secret part.
    package let digest: TokenDigest
    /// What the client is given: 64 characters.
    package let secret: Secret

    private static let length = 48

    /// The code of `delegation`.
    package init(for delegation: DelegationID, by key: DerivedKey) {
        let octets = key.mac(delegation.octets)
        self.delegation = delegation
        digest = TokenDigest(of: octets)
        secret = Secret(Base64URL.encode(delegation.octets + octets))
    }

    /// Reads what a client sent; `nil` if it cannot be a code.
    package init?(_ text: String) {
        guard let octets = Base64URL.decode(text), octets.count == Self.length,
            let delegation = DelegationID(octets: octets[..<16])
        else { return nil }
        self.delegation = delegation
        digest = TokenDigest(of: Array(octets[16...]))
        secret = Secret(text)
    }
}
