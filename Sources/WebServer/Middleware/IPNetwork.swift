import OAuthProtocol

/// A block of IP addresses: `10.0.0.0/8`, `fd00::/8`, or one address alone (RFC 4632 §3.1).
package struct IPNetwork: Hashable, Sendable {
    private let prefix: IPPrefix
    /// Octets of its addresses.
    private let size: Int

    /// `nil` if `text` is not an address with an optional length that fits it.
    package init?(_ text: String) {
        let parts = text.octets.split("/", keepsEmpty: true)
        guard parts.count <= 2, let first = parts.first, let address = IPAddress(String(first)) else { return nil }
        size = address.octets.count
        var bits = size * 8
        if parts.count == 2 {
            guard let length = Int(parts[1]), parts[1].utf8.allSatisfy(\.isASCIIDigit), length <= bits else {
                return nil
            }
            bits = length
        }
        prefix = IPPrefix(address.octets, bits: bits)
    }

    func contains(_ address: IPAddress) -> Bool {
        address.octets.count == size && prefix.contains(address.octets)
    }
}
