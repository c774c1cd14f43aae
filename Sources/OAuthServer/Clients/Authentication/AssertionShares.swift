import OAuthProtocol
import Storage
import Synchronization

/// How many spent assertions of dynamic clients may be remembered at once. Each is a row until it has expired, and none may
/// leave before, since it could be used again; so what is beyond is refused. It counts in memory, by the minute in which
/// they expire: what was spent before a start is not counted after it.
package final class AssertionShares: Sendable {
    private struct State {
        /// Of each network, and of everybody under no octets.
        var counts: [[UInt8]: LivingCount] = [:]
        var sweptAt: Int64 = 0

        func living(_ network: [UInt8], at now: Timestamp) -> Int {
            counts[network]?.living(at: now) ?? 0
        }
    }

    private static let everybody: [UInt8] = []

    private let perNetwork: Int
    private let overAll: Int
    private let state = Mutex(State())

    /// - `perNetwork`: so many that assertions of five minutes are bounded by how often they may come in a minute alone.
    /// - `overAll`: of these a network may have a part of what is free.
    package init(perNetwork: Int = 4_800, overAll: Int = 131_072) {
        self.perNetwork = perNetwork
        self.overAll = overAll
    }

    /// Counts one that is about to be spent.
    ///
    /// - Throws: `too_many_requests` where the network has too many, `temporarily_unavailable` where all have.
    func count(_ assertion: SpentAssertion, from address: String, at now: Timestamp) throws(OAuthError) {
        let networks = Network.all(of: address)
        let error: OAuthError? = state.withLock { state in
            let minute = LivingCount.minute(of: now)
            if state.sweptAt != minute {
                state.sweptAt = minute
                state.counts = state.counts.compactMapValues { $0.swept(at: now) }
            }
            let living = networks.map { (network: $0, count: state.living($0.octets, at: now)) }
            guard living.allSatisfy({ $0.count < perNetwork * $0.network.share }) else {
                return OAuthError(
                    .tooManyRequests,
                    "too many assertions from your address have not expired yet, let them live for a shorter time",
                    retryAfter: 60)
            }
            let free = overAll - state.living(Self.everybody, at: now)
            guard living.allSatisfy({ $0.count < $0.network.part(of: free) }) else {
                return OAuthError(
                    .temporarilyUnavailable, "the server remembers too many assertions, try again in a minute",
                    cause: "\(overAll - free) assertions of dynamic clients have not expired yet", retryAfter: 60)
            }
            for key in networks.map(\.octets) + [Self.everybody] {
                state.counts[key, default: LivingCount()].add(assertion.expiresAt, 1)
            }
            return nil
        }
        if let error { throw error }
    }

    /// Takes back one that was counted and not spent.
    func takeBack(_ assertion: SpentAssertion, from address: String) {
        state.withLock { state in
            for key in Network.all(of: address).map(\.octets) + [Self.everybody] {
                state.counts[key]?.add(assertion.expiresAt, -1)
            }
        }
    }
}

/// How many of something have not expired, by the minute in which they do.
private struct LivingCount {
    /// Minutes that an assertion may be remembered at most, and some for clocks that differ: what ends later was counted by a
    /// clock that was ahead.
    private static let longest: Int64 = 64

    private var ends: [Int64: Int] = [:]

    static func minute(of time: Timestamp) -> Int64 { time.seconds / 60 }

    func living(at now: Timestamp) -> Int {
        ends.reduce(0) { Self.isAlive($1.key, at: now) ? $0 + $1.value : $0 }
    }

    /// Without what has expired; `nil` if that was all.
    func swept(at now: Timestamp) -> LivingCount? {
        var left = self
        left.ends = ends.filter { Self.isAlive($0.key, at: now) && $0.value > 0 }
        return left.ends.isEmpty ? nil : left
    }

    private static func isAlive(_ end: Int64, at now: Timestamp) -> Bool {
        (0...longest).contains(end - minute(of: now))
    }

    mutating func add(_ end: Timestamp, _ number: Int) {
        ends[Self.minute(of: end), default: 0] += number
    }
}
