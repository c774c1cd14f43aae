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

    /// Whether a query yields a row.
    func exists<each Value: Bindable>(_ sql: String, _ values: repeat each Value) throws(StorageError) -> Bool {
        let statement = try prepare(sql, repeat each values)
        defer { sqlite3_reset(statement) }
        return try step(statement)
    }

    /// The first row of a query; `nil` if it yields none.
    func first<each Value: Bindable, Found>(
        _ sql: String, _ values: repeat each Value, read: (inout Row) throws(StorageError) -> Found
    ) throws(StorageError) -> Found? {
        let statement = try prepare(sql, repeat each values)
        defer { sqlite3_reset(statement) }
        guard try step(statement) else { return nil }
        var row = Row(of: statement)
        return try read(&row)
    }

    /// Every row of a query.
    func all<each Value: Bindable, Found>(
        _ sql: String, _ values: repeat each Value, read: (inout Row) throws(StorageError) -> Found
    ) throws(StorageError) -> [Found] {
        let statement = try prepare(sql, repeat each values)
        defer { sqlite3_reset(statement) }
        var found: [Found] = []
        while try step(statement) {
            var row = Row(of: statement)
            found.append(try read(&row))
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
        var index: CInt = 0
        for value in repeat each values {
            index += 1
            guard value.bind(to: statement, at: index) == SQLITE_OK else { throw failure() }
        }
        return statement
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
