import OAuthProtocol
import Synchronization

/// How many of a bounded number of places the callers of one network may hold at once, so that no one network has them all.
final class NetworkConcurrencyLimit: Sendable {
    /// Places of one household, and of the IPv6 /48 around it: not sixteen times as many, since there are only 48 for all.
    private static let most = (household: 8, provider: 16)

    private let taken = Mutex<[Network: Int]>([:])

    /// - Parameter address: the caller's; `nil` is not counted.
    /// - Returns: what gives the place back.
    /// - Throws: `too_many_requests` if the network has all of its places.
    func take(_ address: String?) throws(OAuthError) -> @Sendable () -> Void {
        guard let networks = address.map(Network.all(of:)) else { return {} }
        let hasRoom = taken.withLock { taken in
            guard networks.allSatisfy({ taken[$0, default: 0] < Self.most(of: $0) }) else { return false }
            for network in networks { taken[network, default: 0] += 1 }
            return true
        }
        guard hasRoom else {
            throw OAuthError(
                .tooManyRequests, "too many of these requests come from your address at once, wait a moment",
                retryAfter: 5)
        }
        return { [self] in
            taken.withLock { taken in
                for network in networks { taken[network] = taken[network].flatMap { $0 > 1 ? $0 - 1 : nil } }
            }
        }
    }

    private static func most(of network: Network) -> Int {
        network.share == 1 ? most.household : most.provider
    }
}
