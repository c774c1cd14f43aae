/// The network that a caller belongs to, which is what limits count by, since an address of IPv6 costs its holder nothing:
/// an IPv4 address, the first 64 bits of an IPv6 address, which every household has to itself (RFC 6177 §2), or the /48
/// around them, which is what a provider rents out.
package struct Network: Hashable, Sendable {
    /// How many times as much a /48 may do as one network of a household.
    package static let households = 16

    /// 4 octets of IPv4, 8 or 6 of IPv6; of text that is not an address all of it.
    package let octets: [UInt8]
    /// How many times as much as one household this network may do.
    package let share: Int

    private init(octets: [UInt8], share: Int) {
        self.octets = octets
        self.share = share
    }

    private init(text: String) {
        self.init(octets: Array(text.utf8), share: 1)
    }

    /// The most that this network may have of something of which so much is free: a part of that, and not of what there is, so
    /// that there is something for those that have little, however many have much.
    package func part(of free: Int) -> Int { free / (share == 1 ? 4 : 2) }

    /// The network of one caller.
    ///
    /// - Parameter address: as text, with or without a zone.
    package init(of address: String) {
        guard let address = IPAddress(String(decoding: address.utf8.prefix { $0 != UInt8(ascii: "%") }, as: UTF8.self))
        else {
            self.init(text: address)
            return
        }
        self.init(octets: address.octets.count == 16 ? Array(address.octets.prefix(8)) : address.octets, share: 1)
    }

    /// Every network that a caller counts for: the one of its household, and the /48 around it where there is one.
    ///
    /// - `address`: as text, with or without a zone.
    package static func all(of address: String) -> [Network] {
        let household = Network(of: address)
        // Text that is not an address may be as long.
        guard household.octets.count == 8, household != Network(text: address) else { return [household] }
        return [household, Network(octets: Array(household.octets.prefix(6)), share: households)]
    }
}
