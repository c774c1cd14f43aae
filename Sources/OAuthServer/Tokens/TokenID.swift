import OAuthProtocol

/// `jti` of an access token: which family it belongs to, so that a revoked family's tokens are known for dead without a
/// row per token, and enough chance that no two are alike. 24 octets, base64url.
package struct TokenID: Sendable, Hashable, CustomStringConvertible {
    /// What must still be alive for the token to be.
    package enum Origin: Sendable, Hashable {
        /// A user's delegation.
        case delegation(DelegationID)
        /// The registration of a client that acts for itself, by its `instance`.
        case client(instance: Int64)
        /// The exchange that gave it (RFC 8693), and so the token that it was exchanged for.
        case exchange(ExchangeID)
    }

    package let origin: Origin
    package let description: String

    private static let length = 24

    /// A fresh identifier.
    package init(of origin: Origin, from entropy: Entropy) {
        var octets: [UInt8]
        switch origin {
        case .delegation(let id): octets = [1] + id.octets
        case .client(let instance): octets = [2] + instance.octets
        case .exchange(let id): octets = [3] + id.octets
        }
        octets += entropy.octets(Self.length - octets.count)
        self.origin = origin
        description = Base64URL.encode(octets)
    }

    /// Reads a `jti`; `nil` if it is not one of ours.
    package init?(_ text: String) {
        guard let octets = Base64URL.decode(text), octets.count == Self.length else { return nil }
        switch octets[0] {
        case 1:
            guard let id = DelegationID(octets: octets[1..<17]) else { return nil }
            origin = .delegation(id)
        case 2: origin = .client(instance: Int64(octets: octets[1..<9]))
        case 3:
            guard let id = ExchangeID(octets: octets[1..<17]) else { return nil }
            origin = .exchange(id)
        default: return nil
        }
        description = text
    }
}

extension Int64 {
    /// Big-endian, 8 octets.
    var octets: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: self >> (56 - 8 * Int64($0))) }
    }

    /// Reads big-endian octets.
    init(octets: some Sequence<UInt8>) {
        self = octets.reduce(0) { $0 << 8 | Int64($1) }
    }
}
