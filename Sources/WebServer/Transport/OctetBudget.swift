import OAuthProtocol

/// How many octets all connections, and those of each network, may make the server keep. A network may have a part of what is
/// free, and a little in any case; so may trusted proxies together, who speak for many.
struct OctetBudget {
    private let most: Int
    private let mostPerNetwork: Int
    private let leastPerNetwork: Int
    private var networks: [Network: Int] = [:]
    private var proxied = 0
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
    mutating func take(_ octets: Int, for networks: [Network]) -> Bool {
        let free = most - taken
        guard !networks.isEmpty || octets <= free || proxied + octets <= leastOfProxies else { return false }
        for network in networks {
            let bound = min(mostPerNetwork * network.share, network.part(of: free))
            guard (self.networks[network] ?? 0) + octets <= max(bound, leastPerNetwork) else { return false }
        }
        for network in networks { self.networks[network, default: 0] += octets }
        if networks.isEmpty { proxied += octets }
        taken += octets
        return true
    }

    /// Gives back some of those that were taken for a connection of these networks.
    mutating func giveBack(_ octets: Int, of networks: [Network]) {
        guard octets > 0 else { return }
        taken -= octets
        if networks.isEmpty { proxied -= octets }
        for network in networks {
            let left = (self.networks[network] ?? 0) - octets
            self.networks[network] = left > 0 ? left : nil
        }
    }

    /// What trusted proxies may have together whatever others have.
    private var leastOfProxies: Int { most / 4 }
}
