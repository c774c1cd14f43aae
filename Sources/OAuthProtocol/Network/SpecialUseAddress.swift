/// Tells addresses of the public internet from all others (RFC 6890 and the IANA special-purpose registries), so that no
/// URL can make the server talk to itself, its neighbours or a cloud's metadata service.
package enum SpecialUseAddress {
    private static let v4 = [
        IPPrefix([0], bits: 8), IPPrefix([10], bits: 8), IPPrefix([100, 64], bits: 10), IPPrefix([127], bits: 8),
        IPPrefix([169, 254], bits: 16), IPPrefix([172, 16], bits: 12), IPPrefix([192, 0, 0], bits: 24),
        IPPrefix([192, 0, 2], bits: 24), IPPrefix([192, 88, 99], bits: 24), IPPrefix([192, 168], bits: 16),
        IPPrefix([198, 18], bits: 15), IPPrefix([198, 51, 100], bits: 24), IPPrefix([203, 0, 113], bits: 24),
        IPPrefix([224], bits: 4), IPPrefix([240], bits: 4),
    ]
    private static let globalUnicast = IPPrefix([0x20], bits: 3)
    private static let tunnelled = [
        IPPrefix([0x20, 0x01, 0x00], bits: 23), IPPrefix([0x20, 0x01, 0x0d, 0xb8], bits: 32),
        IPPrefix([0x20, 0x02], bits: 16), IPPrefix([0x3f, 0xff, 0x00], bits: 20),
    ]

    /// Whether an address is anything but an ordinary one of the public internet.
    ///
    /// - `octets`: 4 or 16.
    package static func contains(_ octets: [UInt8]) -> Bool {
        // Of IPv6 only global unicast, 2000::/3, can be ordinary; of that not documentation, benchmarking or ORCHID, and
        // where an IPv4 address is inside (6to4, Teredo), it is not believed to be reached by going through.
        octets.count == 4
            ? v4.contains { $0.contains(octets) }
            : !globalUnicast.contains(octets) || tunnelled.contains { $0.contains(octets) }
    }
}
