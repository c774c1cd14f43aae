import Foundation
import GRDB
import OAuthProtocol
import Storage
import StorageSQL

extension SQLiteStore {
    /// Whether the database at `path` is all of what it should be. Changes nothing.
    ///
    /// - Throws: `StorageError` if it cannot be read.
    package static func state(path: String) throws(StorageError) -> DatabaseState {
        try StorageError.converting {
            let queue = try DatabaseQueue(path: path, configuration: .reader)
            defer { try? queue.close() }
            return try queue.unsafeRead { try Connection(SQLiteConnection($0)).state() }
        }
    }

    /// Opens the database at `path` as one that is copied, or filled by a copy, for the time of `body`.
    ///
    /// - Throws: `StorageError` if it cannot be opened, or another copy is at work with it; what `body` throws.
    package static func withCopied<Result>(
        path: String, _ body: (any CopiedDatabase) throws -> Result
    ) throws -> Result {
        // SQLite locks in another way. It is closed last, since closing a file lets go of all that this process holds of it.
        let lock = open(path, O_RDWR | O_CLOEXEC)
        guard lock >= 0 else {
            throw StorageError(.unavailable, "\(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        defer { Foundation.close(lock) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw StorageError(.unavailable, "another copy is at work with \(path): wait for its end")
        }
        let queue = try StorageError.converting { try DatabaseQueue(path: path, configuration: .writer) }
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction { try body(SQLiteCopy($0)) }
    }
}

/// A database of SQLite from which another is filled, or that is filled.
private struct SQLiteCopy: CopiedDatabase {
    private let database: GRDB.Database

    init(_ database: GRDB.Database) {
        self.database = database
    }

    var connection: Connection { Connection(SQLiteConnection(database)) }

    func tables() throws(StorageError) -> [CopiedTable] {
        try StorageError.converting {
            try SQLiteStore.tables(in: database).map { name in
                let columns = try database.columns(in: name)
                let key = columns.filter { $0.primaryKeyIndex > 0 }.sorted { $0.primaryKeyIndex < $1.primaryKeyIndex }
                let isNumbered =
                    try Bool.fetchOne(
                        database, sql: "SELECT wr = 0 FROM pragma_table_list WHERE name = ? AND schema = 'main'",
                        arguments: [name]) == true
                // The number of the row is its key where that is one integer.
                let hasNumber = isNumbered && !(key.count == 1 && Self.kind(of: key[0]) == .integer)
                return CopiedTable(
                    name,
                    (hasNumber ? [CopiedTable.Column("rowid", .integer)] : [])
                        + columns.map { CopiedTable.Column($0.name, Self.kind(of: $0)) },
                    key: key.map(\.name))
            }
        }
    }

    func transact(_ body: () throws -> Void) throws {
        try database.inTransaction(.immediate) {
            try body()
            return .commit
        }
    }

    func transactAlone(_ body: () throws -> Void) throws {
        try transact(body)
    }

    func whileUnused(orElse refusal: CopyError, _ body: () throws -> Void) throws {
        // The mode can only be left by whoever is alone, and whoever comes sees what was done meanwhile.
        let mode: String
        do {
            mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE") ?? ""
        } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) {
            mode = "wal"
        }
        guard mode == "delete" else { throw refusal }
        defer { try? execute(["PRAGMA journal_mode = WAL"]) }
        try body()
    }

    func add(_ rows: [[BackupValue]], to table: CopiedTable) throws {
        for row in rows { try table.insert(row, in: connection) }
    }

    func settle(_ tables: [CopiedTable]) throws(StorageError) {}

    func noteChanges(of table: CopiedTable, _ isNoting: Bool) throws(StorageError) {
        let names = table.keyColumns.map(\.name)
        let note = { (row: String) in
            let values = names.map { "\(row).\($0)" }.joined(separator: ", ")
            return "INSERT INTO \(table.noted) (\(names.joined(separator: ", "))) VALUES (\(values));"
        }
        let triggers = [
            ("INSERT", note("NEW")), ("UPDATE", "\(note("OLD")) \(note("NEW"))"), ("DELETE", note("OLD")),
        ]
        try execute(
            triggers.map { "DROP TRIGGER IF EXISTS \(table.noted)_\($0.0)" }
                + ["DROP TABLE IF EXISTS \(table.noted)"])
        guard isNoting else { return }
        try execute(
            ["CREATE TABLE \(table.noted) (number INTEGER PRIMARY KEY, \(names.joined(separator: ", ")))"]
                + triggers.map { change, statements in
                    """
                    CREATE TRIGGER \(table.noted)_\(change) AFTER \(change) ON \(table.name)
                    BEGIN \(statements) END
                    """
                })
    }

    func refuseChanges(of tables: [CopiedTable]) throws(StorageError) {
        try execute(["CREATE TABLE \(DatabaseState.moved) (place TEXT NOT NULL)"])
        for table in tables {
            try execute(
                ["INSERT", "UPDATE", "DELETE"].map { change in
                    """
                    CREATE TRIGGER \(DatabaseState.moved)_\(table.name)_\(change) BEFORE \(change) ON \(table.name)
                    BEGIN SELECT RAISE(ABORT, 'the database has moved'); END
                    """
                })
        }
    }

    private func execute(_ statements: [String]) throws(StorageError) {
        try StorageError.converting { for statement in statements { try database.execute(sql: statement) } }
    }

    private static func kind(of column: ColumnInfo) -> ColumnKind {
        switch column.type {
        case "INTEGER": .integer
        case "BLOB": .octets
        default: .text
        }
    }
}
