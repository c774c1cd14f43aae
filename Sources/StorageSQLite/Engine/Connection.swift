import GRDB
import GRDBSQLite
import Storage

/// A database connection while it is held. GRDB opens it, guards it and keeps its compiled statements; arguments and
/// columns go past GRDB's boxes (decision 0002).
struct Connection {
    private let database: Database

    init(_ database: Database) {
        self.database = database
    }

    /// Runs a statement that yields no rows.
    ///
    /// - Returns: how many rows it inserted, changed or deleted.
    @discardableResult
    func run<each Value: Bindable>(_ sql: String, _ values: repeat each Value) throws(StorageError) -> Int {
        let statement = try prepare(sql, repeat each values)
        defer { sqlite3_reset(statement) }
        guard sqlite3_step(statement) == SQLITE_DONE else { throw failure() }
        return Int(sqlite3_changes(database.sqliteConnection))
    }

    /// Inserts a record.
    ///
    /// - `condition`: what must hold. A colon before the name of a column makes it the record's value.
    /// - `key`: columns of a key; where it is there already, that row is replaced.
    /// - `isOptional`: whether a row that is there already with a key of this one's stays as it is.
    /// - Returns: false, changing nothing, if `condition` does not hold, or such a row stays.
    @discardableResult
    func insert<Kept: Record>(
        _ record: Kept, where condition: String = "true", replacing key: String? = nil, ifNew isOptional: Bool = false
    ) throws(StorageError) -> Bool {
        let replacement = key.map { "ON CONFLICT (\($0)) DO UPDATE SET \(Kept.columns.replacement)" }
        let conflict = replacement ?? (isOptional ? "ON CONFLICT DO NOTHING" : "")
        return try run("\(Kept.columns.insertion) WHERE \(condition) \(conflict)", record) == 1
    }

    /// Whether a query yields a row.
    func exists<each Value: Bindable>(_ sql: String, _ values: repeat each Value) throws(StorageError) -> Bool {
        let statement = try prepare(sql, repeat each values)
        defer { sqlite3_reset(statement) }
        return try step(statement)
    }

    /// The one column of the first row of a query; `nil` if it yields none.
    func value<each Value: Bindable, Found: ColumnValue>(
        _ sql: String, _ values: repeat each Value
    ) throws(StorageError) -> Found? {
        try first(sql, repeat each values) { row throws(StorageError) in try row.value() }
    }

    /// The first that is found; `nil` if there is none.
    ///
    /// - `rest`: what follows the tables in the query.
    func first<Found: Record, each Value: Bindable>(
        _ rest: String, _ values: repeat each Value
    ) throws(StorageError) -> Found? {
        try first(Found.columns, rest, repeat each values)
    }

    /// The same for what is read of several tables.
    func first<Found, each Value: Bindable>(
        _ columns: Columns<Found>, _ rest: String, _ values: repeat each Value
    ) throws(StorageError) -> Found? {
        try first("\(columns.selection) \(rest)", repeat each values, read: columns.read)
    }

    /// All that are found.
    ///
    /// - `rest`: what follows the tables in the query.
    func all<Found: Record, each Value: Bindable>(
        _ rest: String, _ values: repeat each Value
    ) throws(StorageError) -> [Found] {
        let statement = try prepare("\(Found.columns.selection) \(rest)", repeat each values)
        defer { sqlite3_reset(statement) }
        var found: [Found] = []
        while try step(statement) {
            var row = Row(of: statement)
            found.append(try Found.columns.read(&row))
        }
        return found
    }

    /// How many rows this connection has changed since it was opened.
    var changes: Int {
        database.sqliteConnection.map { Int(sqlite3_total_changes($0)) } ?? 0
    }

    /// Writes something that nobody reads, to see whether that can be done.
    func probe() throws(StorageError) {
        _ = try exists("PRAGMA user_version = 1")
    }

    /// Begins a transaction that may write, waiting for another process that does.
    func begin() throws(StorageError) {
        try transact("BEGIN IMMEDIATE")
    }

    /// Returns when the transaction is on the disk.
    func commit() throws(StorageError) {
        try transact("COMMIT")
    }

    /// Ends the transaction without its changes; nothing happens if SQLite did so by itself.
    func rollback() {
        guard database.isInsideTransaction else { return }
        try? transact("ROLLBACK")
    }

    /// Carries the write-ahead log into the database as far as readers allow it, so that the next write begins it anew and
    /// needs no room for it.
    func checkpoint() throws(StorageError) {
        guard database.sqliteConnection != nil else { throw .closed }
        guard
            sqlite3_wal_checkpoint_v2(database.sqliteConnection, nil, SQLITE_CHECKPOINT_RESTART, nil, nil)
                != SQLITE_FULL
        else { throw failure() }
    }

    /// Goes through GRDB, which keeps account of transactions.
    private func transact(_ sql: String) throws(StorageError) {
        guard database.sqliteConnection != nil else { throw .closed }
        try StorageError.converting { try database.cachedStatement(sql: sql).execute() }
    }

    private func prepare<each Value: Bindable>(
        _ sql: String, _ values: repeat each Value
    ) throws(StorageError) -> OpaquePointer {
        guard database.sqliteConnection != nil else { throw .closed }
        let statement = try StorageError.converting { try database.cachedStatement(sql: sql).sqliteStatement }
        var arguments = Arguments(of: statement)
        for value in repeat each values { value.bind(to: &arguments) }
        guard arguments.result == SQLITE_OK else { throw failure() }
        return statement
    }

    private func first<each Value: Bindable, Found>(
        _ sql: String, _ values: repeat each Value, read: (inout Row) throws(StorageError) -> Found
    ) throws(StorageError) -> Found? {
        let statement = try prepare(sql, repeat each values)
        defer { sqlite3_reset(statement) }
        guard try step(statement) else { return nil }
        var row = Row(of: statement)
        return try read(&row)
    }

    /// - Returns: whether the statement stands on a row.
    private func step(_ statement: OpaquePointer) throws(StorageError) -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        default: throw failure()
        }
    }

    private func failure() -> StorageError {
        let handle = database.sqliteConnection
        return StorageError(code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)))
    }
}
