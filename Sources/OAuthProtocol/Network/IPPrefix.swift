/// The first bits that the addresses of a network have in common (RFC 4632 §3.1).
package struct IPPrefix: Hashable, Sendable {
    private let octets: [UInt8]
    private let bits: Int

    /// - Parameters:
    ///   - octets: the first ones of the address; those that are left out are 0.
    ///   - bits: how many are common, at most as many as the addresses have that are asked about.
    package init(_ octets: [UInt8], bits: Int) {
        self.octets = octets
        self.bits = bits
    }

    /// Whether an address of this length, in octets, is in the network.
    package func contains(_ address: [UInt8]) -> Bool {
        (0..<min(bits, address.count * 8)).allSatisfy { bit in
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            let wanted = bit / 8 < octets.count ? octets[bit / 8] : 0
            return address[bit / 8] & mask == wanted & mask
        }
    }
}
