import OAuthProtocol
import Synchronization

/// Bounds how often the callers of one network may do what costs more than it should if it is done without end. It counts
/// in memory: nothing depends on it but the server's own peace.
package final class RateLimit: Sendable {
    fileprivate struct Window {
        let began: Timestamp
        var count: Int

        var end: Timestamp { began + RateLimit.length }

        func isOpen(at now: Timestamp) -> Bool { end.isAhead(of: now, byAtMost: RateLimit.length) }
    }

    /// Seconds.
    fileprivate static let length: Int64 = 60
    /// More networks than this are not told apart: what comes beyond shares one of 256 counts.
    fileprivate static let capacity = 10_000

    fileprivate struct State {
        var windows: [[UInt8]: Window] = [:]
        var sweptAt = Timestamp(0)
    }

    private let most: Int
    private let state = Mutex(State())

    /// - Parameter most: times in a minute.
    package init(most: Int) {
        self.most = most
    }

    /// Counts one time.
    ///
    /// - `address`: the caller's; `nil` is not counted.
    /// - Throws: `too_many_requests`, saying when it is worth another try.
    package func count(_ address: String?, at now: Timestamp) throws(OAuthError) {
        guard let address else { return }
        let networks = Network.all(of: address)
        let wait: Int64? = state.withLock { state in
            for network in networks {
                // What is refused here does not count for the network around it, where neighbours are.
                if let wait = state.count(network.octets, most: most * network.share, at: now) { return wait }
            }
            return nil
        }
        if let wait {
            throw OAuthError(
                .tooManyRequests, "too many of these requests come from your address, wait a moment",
                retryAfter: max(wait, 1))
        }
    }

    /// Takes back one time that was counted just now: it cost nobody anything.
    package func takeBack(_ address: String?) {
        guard let address else { return }
        state.withLock { state in
            for network in Network.all(of: address) { state.takeBack(network.octets) }
        }
    }
}

extension RateLimit.State {
    /// The count of all networks that are not told apart.
    private static func sharedKey(of network: [UInt8]) -> [UInt8] { [network.reduce(0, ^)] }

    fileprivate mutating func takeBack(_ network: [UInt8]) {
        let key = windows[network] == nil ? Self.sharedKey(of: network) : network
        guard let window = windows[key], window.count > 0 else { return }
        windows[key]?.count -= 1
    }

    /// - Returns: seconds to wait; `nil` if there are not too many.
    fileprivate mutating func count(_ network: [UInt8], most: Int, at now: Timestamp) -> Int64? {
        if windows.count >= RateLimit.capacity, sweptAt != now {
            windows = windows.filter { $0.value.isOpen(at: now) }
            sweptAt = now
        }
        var key = network
        if windows[key] == nil, windows.count >= RateLimit.capacity { key = Self.sharedKey(of: network) }
        var window = windows[key] ?? RateLimit.Window(began: now, count: 0)
        if !window.isOpen(at: now) { window = RateLimit.Window(began: now, count: 0) }
        window.count += 1
        windows[key] = window
        return window.count > most ? window.end.seconds(since: now) : nil
    }
}
