import OAuthProtocol

/// How many octets all connections, and those of each network, may make the server keep. A network may have a part of what is
/// free, and not of what there is, and a little in any case: so there is something for those that have little, however many
/// have much.
struct OctetBudget {
    /// For each of a household's network and the /48 around it: the part of what is free that it may have.
    private static let parts = (household: 4, around: 2)

    private let most: Int
    private let mostPerNetwork: Int
    private let leastPerNetwork: Int
    private var networks: [[UInt8]: Int] = [:]
    private(set) var taken = 0

    /// - `mostPerNetwork`: sixteen times as many for an IPv6 /48.
    /// - `leastPerNetwork`: what a network may have whatever others have, such as one long request.
    init(most: Int, mostPerNetwork: Int, leastPerNetwork: Int) {
        self.most = most
        self.leastPerNetwork = leastPerNetwork
        self.mostPerNetwork = mostPerNetwork
    }

    /// Takes so many more for a connection of these networks, of which a trusted proxy has none.
    ///
    /// - Returns: whether they were to be had.
    mutating func take(_ octets: Int, for networks: [[UInt8]]) -> Bool {
        let free = most - taken
        guard !networks.isEmpty || octets <= free else { return false }
        for network in networks {
            let isAround = network.count == 6
            let share = mostPerNetwork * (isAround ? Network.households : 1)
            let bound = min(share, free / (isAround ? Self.parts.around : Self.parts.household))
            guard (self.networks[network] ?? 0) + octets <= max(bound, leastPerNetwork) else { return false }
        }
        for network in networks { self.networks[network, default: 0] += octets }
        taken += octets
        return true
    }

    /// Gives back some of those that were taken for a connection of these networks.
    mutating func giveBack(_ octets: Int, of networks: [[UInt8]]) {
        guard octets > 0 else { return }
        taken -= octets
        for network in networks {
            let left = (self.networks[network] ?? 0) - octets
            self.networks[network] = left > 0 ? left : nil
        }
    }
}
