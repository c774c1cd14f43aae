import GRDB
import GRDBSQLite
import Storage
import StorageSQL

/// A database connection while it is held. GRDB opens it, guards it and keeps its compiled statements; arguments and
/// columns go past GRDB's boxes (decision 0002).
struct SQLiteConnection: Statements {
    private let database: Database

    init(_ database: Database) {
        self.database = database
    }

    var dialect: Dialect { .sqlite }

    func run(_ sql: String, _ bind: (inout any Arguments) -> Void) throws(StorageError) -> Int {
        let statement = try prepare(sql, bind)
        defer { sqlite3_reset(statement) }
        guard sqlite3_step(statement) == SQLITE_DONE else { throw failure() }
        return Int(sqlite3_changes(database.sqliteConnection))
    }

    func perform(_ sql: String, _ bind: (inout any Arguments) -> Void) throws(StorageError) {
        _ = try run(sql, bind)
    }

    func query(
        _ sql: String, _ bind: (inout any Arguments) -> Void,
        _ read: (inout any ResultRow) throws(StorageError) -> Bool
    ) throws(StorageError) {
        let statement = try prepare(sql, bind)
        defer { sqlite3_reset(statement) }
        while try step(statement) {
            var row: any ResultRow = SQLiteRow(of: statement)
            guard try read(&row) else { return }
        }
    }

    /// How many rows this connection has changed since it was opened.
    var changes: Int {
        database.sqliteConnection.map { Int(sqlite3_total_changes($0)) } ?? 0
    }

    /// Writes something that nobody reads, to see whether that can be done.
    func probe() throws(StorageError) {
        try perform("PRAGMA user_version = 1") { _ in }
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

    private func prepare(
        _ sql: String, _ bind: (inout any Arguments) -> Void
    ) throws(StorageError) -> OpaquePointer {
        guard database.sqliteConnection != nil else { throw .closed }
        let statement = try StorageError.converting { try database.cachedStatement(sql: sql).sqliteStatement }
        let bound = SQLiteArguments(of: statement)
        var arguments: any Arguments = bound
        bind(&arguments)
        guard bound.result == SQLITE_OK else { throw failure() }
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
