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
        /// What was let through of all together.
        var everybody = Window(began: Timestamp(0), count: 0)
        var sweptAt = Timestamp(0)
    }

    private let most: Int
    private let overAll: Int?
    private let state = Mutex(State())

    /// - `most`: times in a minute.
    /// - `overAll`: of all networks together, of which each may have a part of what is free.
    package init(most: Int, overAll: Int? = nil) {
        self.most = most
        self.overAll = overAll
    }

    /// Counts one time, or as many as it is worth.
    ///
    /// - `address`: the caller's; `nil` is not counted.
    /// - Throws: `too_many_requests`, saying when it is worth another try.
    package func count(_ address: String?, times: Int = 1, at now: Timestamp) throws(OAuthError) {
        guard let address else { return }
        let networks = Network.all(of: address)
        let refusal: (wait: Int64, isOwn: Bool)? = state.withLock { state in
            if !state.everybody.isOpen(at: now) { state.everybody = Window(began: now, count: 0) }
            let free = overAll.map { $0 - state.everybody.count }
            for network in networks {
                let own = most * network.share
                let bound = free.map { min(own, network.part(of: $0)) } ?? own
                // What is refused here does not count for the network around it, where neighbours are.
                let window = state.count(network.octets, times: times, at: now)
                if window.count > own { return (window.end.seconds(since: now), true) }
                if window.count > bound { return (state.everybody.end.seconds(since: now), false) }
            }
            state.everybody.count += times
            return nil
        }
        guard let refusal else { return }
        throw OAuthError(
            .tooManyRequests,
            "too many of these requests come \(refusal.isOwn ? "from your address" : "in just now"), wait a moment",
            retryAfter: max(refusal.wait, 1))
    }

    /// Takes back one time that was counted just now: it cost nobody anything.
    package func takeBack(_ address: String?) {
        guard let address else { return }
        state.withLock { state in
            for network in Network.all(of: address) { state.takeBack(network.octets) }
            state.everybody.count = max(state.everybody.count - 1, 0)
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

    /// - Returns: what has come of the network since its window began, this with it.
    fileprivate mutating func count(_ network: [UInt8], times: Int, at now: Timestamp) -> RateLimit.Window {
        if windows.count >= RateLimit.capacity, sweptAt != now {
            windows = windows.filter { $0.value.isOpen(at: now) }
            sweptAt = now
        }
        var key = network
        if windows[key] == nil, windows.count >= RateLimit.capacity { key = Self.sharedKey(of: network) }
        var window = windows[key] ?? RateLimit.Window(began: now, count: 0)
        if !window.isOpen(at: now) { window = RateLimit.Window(began: now, count: 0) }
        window.count += times
        windows[key] = window
        return window
    }
}
