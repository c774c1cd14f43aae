import Storage

extension Connection {
    /// Has the oldest rows leave of what strangers have in `table` beyond `bounds`, with one more place for a row of
    /// `network`. What is read is bounded by `bounds`, however many rows there are.
    ///
    /// - `table`: has the columns `network` and `expires_at`, and indexes on them.
    /// - `key`: its primary key.
    /// - `condition`: which of its rows are strangers'.
    func makeRoom(
        in table: String, key: String = "digest", where condition: String, for network: [UInt8],
        within bounds: RowBounds
    ) throws(StorageError) {
        let leave = { (some: String) in
            """
            DELETE FROM \(table) WHERE \(key) IN (
                SELECT \(key) FROM \(table) WHERE \(some) AND \(condition)
                ORDER BY expires_at DESC, \(key) LIMIT -1 OFFSET ?)
            """
        }
        try run(leave("network = ?"), network, Int64(bounds.perNetwork - 1))
        if network.count == 8, let (first, end) = Self.provider(of: network) {
            try run(leave("network >= ? AND network < ?"), first, end, Int64(bounds.perProvider - 1))
        }
        try run(leave("network IS NOT NULL"), Int64(bounds.overAll - 1))
    }

    /// The networks that share the first 48 bits, as octet strings from `first` to before `end`; `nil` at the end of all.
    private static func provider(of network: [UInt8]) -> (first: [UInt8], end: [UInt8])? {
        let first = Array(network.prefix(6))
        var end = first
        for index in end.indices.reversed() {
            guard end[index] < .max else {
                end[index] = 0
                continue
            }
            end[index] += 1
            return (first, end)
        }
        return nil
    }
}
