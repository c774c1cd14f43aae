import Storage

extension Connection {
    /// Has the oldest rows leave of what anonymous requests have in `table` beyond `bounds`, with one more place for a row of
    /// `network`. What is read is bounded by `bounds`, however many rows there are.
    ///
    /// - `table`: has the columns `network` and `expires_at`, and indexes on them.
    /// - `key`: its primary key.
    /// - `condition`: which of its rows count as anonymous.
    func makeRoom(
        in table: String, key: String = "digest", where condition: String, for network: [UInt8],
        within bounds: RowBounds
    ) throws(StorageError) {
        try keepLast(
            bounds.perNetwork - 1, in: table, key: key, where: "network = ? AND \(condition)", network)
        if network.count == 8, let (first, end) = Self.provider(of: network) {
            try keepLast(
                bounds.perProvider - 1, in: table, key: key, where: "network >= ? AND network < ? AND \(condition)",
                first,
                end)
        }
        try keepLast(bounds.overAll - 1, in: table, key: key, where: "network IS NOT NULL AND \(condition)")
    }

    /// Has the oldest rows of `table` leave for which `condition` holds, all but so many.
    func keepLast<each Value: Bindable>(
        _ most: Int, in table: String, key: String, where condition: String, _ values: repeat each Value
    ) throws(StorageError) {
        try perform(
            """
            DELETE FROM \(table) WHERE \(key) IN (
                SELECT \(key) FROM \(table) WHERE \(condition) ORDER BY expires_at DESC, \(key) LIMIT \(dialect.noLimit) OFFSET ?)
            """,
            repeat each values, Int64(most))
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
