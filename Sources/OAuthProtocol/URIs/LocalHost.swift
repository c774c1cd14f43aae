/// Hosts, as URIs write them, that are not of the public internet.
package enum LocalHost {
    /// RFC 1918, loopback, link-local, shared (RFC 6598), unique local (RFC
    /// 4193).
    private static let networks = [
        IPPrefix([10], bits: 8), IPPrefix([172, 16], bits: 12), IPPrefix([192, 168], bits: 16),
        IPPrefix([127], bits: 8),
        IPPrefix([169, 254], bits: 16), IPPrefix([100, 64], bits: 10),
    ]
    private static let networks6 = [IPPrefix([0xfc], bits: 7), IPPrefix([0xfe, 0x80], bits: 10)]
    /// Names that no public name server knows: multicast DNS (RFC 6762), home networks (RFC 8375), ICANN's private use.
    private static let suffixes = [".local", ".home.arpa", ".internal"]

    /// Whether it is a name under `localhost` (RFC 6761 §6.3), in lower case.
    package static func isNamed(_ host: String) -> Bool {
        host.utf8.count > 10 && host.octets.hasSuffix(".localhost") && isPlainName(host)
    }

    /// Whether the host can only be this machine or one in a private network.
    package static func isPrivate(_ host: String) -> Bool {
        if RedirectURI.isLoopback(host) || isNamed(host) { return true }
        let isLiteral = host.utf8.first == UInt8(ascii: "[")
        guard let address = IPAddress(isLiteral ? String(Substring(host.utf8.dropFirst().dropLast())) : host) else {
            return suffixes.contains { host.utf8.count > $0.utf8.count && host.octets.hasSuffix($0) }
                && isPlainName(host)
        }
        let octets = address.octets
        if octets.count == 16 {
            let isLoopback = octets.dropLast().allSatisfy { $0 == 0 } && octets.last == 1
            return isLoopback || networks6.contains { $0.contains(octets) }
        }
        return networks.contains { $0.contains(octets) }
    }

    /// Lower-case letters, digits, hyphens and dots: what no two programs read differently.
    private static func isPlainName(_ host: String) -> Bool {
        host.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d || $0 == 0x2e }
            && host.utf8.first != 0x2e
    }
}
