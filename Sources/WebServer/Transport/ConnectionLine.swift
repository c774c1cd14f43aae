import NIOCore

/// Connections that share a bound, about in the order in which they came to rest. Adding and taking cost the same however
/// many there are: what has changed meanwhile is found out, and put behind, only when its turn comes.
struct ConnectionLine {
    /// How many count.
    private(set) var count = 0
    private var line = CircularBuffer<(connection: OpenConnection, seen: UInt64)>()

    mutating func add(_ connection: OpenConnection) {
        count += 1
        line.append((connection, connection.restingSince ?? 0))
        if line.count > 2 * count + 16 { line.removeAll { $0.connection.hasLeft } }
    }

    /// One that was added counts no more.
    mutating func subtract() {
        count -= 1
    }

    /// One that rests, and since longest as far as is known; `nil` if a request is under way on each.
    mutating func oldest() -> OpenConnection? {
        var oldest: (connection: OpenConnection, since: UInt64)?
        for _ in 0..<line.count {
            let (connection, seen) = line.removeFirst()
            if connection.hasLeft { continue }
            let since = connection.restingSince
            line.append((connection, since ?? 0))
            guard let since else { continue }
            // Untouched since it stood in line: none behind it can have rested longer.
            if since == seen { return connection }
            if since < oldest?.since ?? .max { oldest = (connection, since) }
        }
        return oldest?.connection
    }
}
