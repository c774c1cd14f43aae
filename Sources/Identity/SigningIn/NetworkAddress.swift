import Foundation

/// The part of a caller's address that one caller cannot easily change.
enum NetworkAddress {
    /// All of an IPv4 address, also where IPv6 carries it; the first 64 bits of an IPv6 address, since every household
    /// has the rest to itself (RFC 6177 §2); other text as it is.
    static func octets(of address: String) -> [UInt8] {
        let text = String(address.prefix { $0 != "%" })
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            return withUnsafeBytes(of: four) { Array($0) }
        }
        var six = in6_addr()
        if inet_pton(AF_INET6, text, &six) == 1 {
            let octets = withUnsafeBytes(of: six) { Array($0) }
            let mapped = octets.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff])
            return mapped ? Array(octets.suffix(4)) : Array(octets.prefix(8))
        }
        return Array(address.utf8)
    }
}
