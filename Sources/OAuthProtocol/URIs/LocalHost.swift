/// Hosts, as URIs write them, that are not of the public internet.
package enum LocalHost {
    /// RFC 1918, link-local, shared (RFC 6598), unique local (RFC 4193).
    private static let networks = [
        IPPrefix([10], bits: 8), IPPrefix([172, 16], bits: 12), IPPrefix([192, 168], bits: 16),
        IPPrefix([169, 254], bits: 16), IPPrefix([100, 64], bits: 10),
    ]
    private static let networks6 = [IPPrefix([0xfc], bits: 7), IPPrefix([0xfe, 0x80], bits: 10)]
    /// Names that no public name server knows: multicast DNS (RFC 6762), home networks (RFC 8375), ICANN's private use.
    private static let suffixes = [".local", ".home.arpa", ".internal"]

    /// Whether it is one of the three spellings by which URIs name the user's own machine (RFC 8252 §7.3, §8.3).
    package static func isLoopback(_ host: String) -> Bool {
        host == "127.0.0.1" || host == "[::1]" || host == "localhost"
    }

    /// Whether the host is this machine by any name: also all of 127.0.0.0/8, an IPv6 address without brackets, and what is
    /// below `localhost`.
    package static func isThisMachine(_ host: String) -> Bool {
        guard let octets = address(host)?.octets else { return isLoopback(host) || isNamed(host) }
        return octets.count == 4 ? octets[0] == 127 : octets.dropLast().allSatisfy { $0 == 0 } && octets.last == 1
    }

    /// Whether the host is an address and no name.
    package static func isAddress(_ host: String) -> Bool {
        address(host) != nil
    }

    /// Whether it is a name under `localhost` (RFC 6761 §6.3), in lower case.
    package static func isNamed(_ host: String) -> Bool {
        host.utf8.count > 10 && host.octets.hasSuffix(".localhost") && isPlainName(host)
    }

    /// Whether the host can only be this machine or one in a private network.
    package static func isPrivate(_ host: String) -> Bool {
        if isThisMachine(host) { return true }
        guard let address = address(host) else {
            return suffixes.contains { host.utf8.count > $0.utf8.count && host.octets.hasSuffix($0) }
                && isPlainName(host)
        }
        let octets = address.octets
        return (octets.count == 16 ? networks6 : networks).contains { $0.contains(octets) }
    }

    /// The address that a host is, if it is none of the names.
    private static func address(_ host: String) -> IPAddress? {
        let isLiteral = host.utf8.first == UInt8(ascii: "[")
        return IPAddress(isLiteral ? String(Substring(host.utf8.dropFirst().dropLast())) : host)
    }

    /// Lower-case letters, digits, hyphens and dots: what no two programs read differently.
    private static func isPlainName(_ host: String) -> Bool {
        host.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d || $0 == 0x2e }
            && host.utf8.first != 0x2e
    }
}
