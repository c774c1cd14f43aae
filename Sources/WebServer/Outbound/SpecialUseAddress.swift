import NIOCore

/// Tells addresses of the public internet from all others (RFC 6890 and the IANA special-purpose registries), so that no
/// URL can make the server talk to itself, its neighbours or a cloud's metadata service.
package enum SpecialUseAddress {
    /// Prefixes of 4 octets and their lengths in bits.
    private static let v4: [(prefix: [UInt8], bits: Int)] = [
        ([0, 0, 0, 0], 8), ([10, 0, 0, 0], 8), ([100, 64, 0, 0], 10), ([127, 0, 0, 0], 8), ([169, 254, 0, 0], 16),
        ([172, 16, 0, 0], 12), ([192, 0, 0, 0], 24), ([192, 0, 2, 0], 24), ([192, 88, 99, 0], 24),
        ([192, 168, 0, 0], 16),
        ([198, 18, 0, 0], 15), ([198, 51, 100, 0], 24), ([203, 0, 113, 0], 24), ([224, 0, 0, 0], 4),
        ([240, 0, 0, 0], 4),
    ]

    /// Whether an address is anything but an ordinary one of the public internet.
    package static func contains(_ address: SocketAddress) -> Bool {
        let octets = address.withSockAddr { Array(UnsafeRawBufferPointer(start: $0, count: $1)) }
        // Where sockaddr_in and sockaddr_in6 keep the address (netinet/in.h).
        switch address {
        case .v4: return containsV4(Array(octets[4..<8]))
        case .v6: return containsV6(Array(octets[8..<24]))
        case .unixDomainSocket: return true
        }
    }

    static func containsV4(_ octets: [UInt8]) -> Bool {
        v4.contains { matches(octets, $0.prefix, bits: $0.bits) }
    }

    /// Only global unicast, 2000::/3, can be ordinary; of that not documentation, benchmarking or ORCHID, and where an
    /// IPv4 address is inside (6to4, Teredo), it is not believed to be reached by going through.
    static func containsV6(_ octets: [UInt8]) -> Bool {
        let tunnelled: [(prefix: [UInt8], bits: Int)] = [
            ([0x20, 0x01, 0x00], 23), ([0x20, 0x01, 0x0d, 0xb8], 32), ([0x20, 0x02], 16), ([0x3f, 0xff, 0x00], 20),
        ]
        return !matches(octets, [0x20], bits: 3) || tunnelled.contains { matches(octets, $0.prefix, bits: $0.bits) }
    }

    private static func matches(_ octets: [UInt8], _ prefix: [UInt8], bits: Int) -> Bool {
        for bit in 0..<bits {
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            if octets[bit / 8] & mask != prefix[bit / 8] & mask { return false }
        }
        return true
    }
}
