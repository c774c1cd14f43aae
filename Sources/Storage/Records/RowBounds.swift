import OAuthProtocol

/// how many rows of a kind anonymous requests may have kept at once. Where there would be more, the oldest leave: first those of the
/// same network, then those of any.
package struct RowBounds: Sendable, Equatable {
    /// Rows of one network: an IPv4 address, or the first 64 bits of an IPv6 address.
    package let perNetwork: Int
    /// Rows of all networks together.
    package let overAll: Int

    package init(perNetwork: Int, overAll: Int) {
        self.perNetwork = max(1, perNetwork)
        self.overAll = max(1, overAll)
    }

    /// Rows of the first 48 bits of an IPv6 address.
    package var perProvider: Int { perNetwork * Network.households }
}
