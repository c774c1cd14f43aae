import OAuthProtocol

/// A block of IP addresses: `10.0.0.0/8`, `fd00::/8`, or one address alone (RFC 4632 §3.1).
package struct IPNetwork: Hashable, Sendable {
    private let prefix: [UInt8]
    private let bits: Int

    /// `nil` if `text` is not an address with an optional length that fits it.
    package init?(_ text: String) {
        let parts = text.octets.split("/", keepsEmpty: true)
        guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
        var bits = address.octets.count * 8
        guard parts.count <= 2 else { return nil }
        if parts.count == 2 {
            guard let length = Int(parts[1]), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                length <= bits
            else { return nil }
            bits = length
        }
        self.bits = bits
        prefix = Self.masked(address.octets, bits)
    }

    func contains(_ address: IPAddress) -> Bool {
        address.octets.count == prefix.count && Self.masked(address.octets, bits) == prefix
    }

    /// The first `bits` of the octets, the others zero.
    private static func masked(_ octets: [UInt8], _ bits: Int) -> [UInt8] {
        octets.enumerated().map { index, octet in
            let kept = min(max(bits - index * 8, 0), 8)
            return kept == 0 ? 0 : octet & (0xff << UInt8(8 - kept))
        }
    }
}
