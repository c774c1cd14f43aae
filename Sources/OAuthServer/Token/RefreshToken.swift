import JOSE
import OAuthProtocol
import Storage

/// A refresh token: delegation, generation and a MAC over both (decision 0003). It is derived, so the same predecessor
/// always has the same successor, without the successor being stored anywhere; and it depends on the server's key and on
/// the digest of the delegation's code, so that neither the key file nor the database alone is enough to make one.
package struct RefreshToken: Sendable {
    package let delegation: DelegationID
    /// 0 for the one that the code gave, one more with each rotation.
    package let generation: Int64
    private let mac: [UInt8]

    private static let length = 16 + 8 + 32

    /// Reads what a client sent; `nil` if it cannot be a refresh token. Nothing is proved yet.
    package init?(_ text: String) {
        guard let octets = Base64URL.decode(text), octets.count == Self.length,
            let delegation = DelegationID(octets: octets[..<16])
        else { return nil }
        let generation = Int64(octets: octets[16..<24])
        guard generation >= 0, generation < .max else { return nil }
        self.delegation = delegation
        self.generation = generation
        mac = Array(octets[24...])
    }

    /// The token of `generation`.
    package init(of delegation: DelegationID, generation: Int64, code: TokenDigest, key: DerivedKey) {
        self.delegation = delegation
        self.generation = generation
        mac = key.mac(delegation.octets + generation.octets + code.octets)
    }

    /// Whether we made it; in constant time.
    package func isGenuine(code: TokenDigest, key: DerivedKey) -> Bool {
        let genuine = RefreshToken(of: delegation, generation: generation, code: code, key: key)
        return constantTimeEqual(mac, genuine.mac)
    }

    /// What the client is given: 75 characters.
    package var secret: Secret {
        Secret(Base64URL.encode(delegation.octets + generation.octets + mac))
    }
}
