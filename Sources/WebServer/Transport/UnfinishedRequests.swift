import NIOCore
import OAuthProtocol

/// The connections on which the rest of a request is waited for, by network, in the order in which that began. What has
/// come to its end meanwhile is found out when its turn comes, so that adding costs the same however many there are.
struct UnfinishedRequests {
    private struct Line {
        var entries = CircularBuffer<(connection: OpenConnection, since: UInt64)>()
        /// How long it may grow before what is over is taken out.
        var room = 32

        mutating func add(_ connection: OpenConnection, since: UInt64) {
            if entries.count >= room {
                entries.removeAll { !Self.stands($0) }
                room = max(32, 2 * entries.count)
            }
            entries.append((connection, since))
        }

        /// The connection that waits for longest.
        mutating func first() -> (connection: OpenConnection, since: UInt64)? {
            while let first = entries.first {
                if Self.stands(first) { return first }
                entries.removeFirst()
            }
            return nil
        }

        private static func stands(_ entry: (connection: OpenConnection, since: UInt64)) -> Bool {
            !entry.connection.hasLeft && entry.connection.waitingSince == entry.since
        }
    }

    /// By the peer's own network; those of trusted proxies together.
    private var lines: [Network?: Line] = [:]

    mutating func add(_ connection: OpenConnection) {
        guard let since = connection.waitingSince else { return }
        lines[Self.key(of: connection), default: Line()].add(connection, since: since)
    }

    /// The connection that waits for longest, of the network that weighs most.
    ///
    /// - Parameters:
    ///   - network: whose it must be; `nil` for anybody's.
    ///   - weight: how much its networks have.
    /// - Returns: `nil` if there is none.
    mutating func longest(of network: Network? = nil, weight: (OpenConnection) -> Int) -> OpenConnection? {
        var longest: (connection: OpenConnection, since: UInt64, weight: Int)?
        for key in Array(lines.keys) {
            guard let first = lines[key]?.first() else {
                lines[key] = nil
                continue
            }
            guard network.map(first.connection.networks.contains) ?? true else { continue }
            let weight = weight(first.connection)
            if let longest, (longest.weight, first.since) > (weight, longest.since) { continue }
            longest = (first.connection, first.since, weight)
        }
        return longest?.connection
    }

    private static func key(of connection: OpenConnection) -> Network? { connection.networks.first }
}
