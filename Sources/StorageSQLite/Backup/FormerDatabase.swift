import Foundation
import GRDB
import OAuthProtocol
import Storage

/// The database whose place another takes, attached to that as `replaced` where it can be read. Then nobody else can open it
/// until the connection is closed.
enum FormerDatabase: Equatable {
    case none
    /// All of it can be read, and it was there when the backup was made.
    case knowing
    case unknowing(reason: String)

    /// Sees whether the database at `path` knows what came after a backup.
    ///
    /// - `mark`: the backup's; `nil` for one that no database remembers.
    /// - Throws: `.unavailable` if a server or a command has it open, or this account may not open it.
    init(path: String, mark: [UInt8]?, attachedTo database: GRDB.Database) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            self = .none
            return
        }
        do {
            self = try Self.attach(path, to: database, mark)
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: throw Self.inUse(path, StorageError(error).description)
            case .SQLITE_FULL: throw error
            case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH:
                throw StorageError(.unavailable, "\(path) cannot be opened: \(StorageError(error).description)")
            default: self = .unknowing(reason: StorageError(error).description)
            }
        }
    }

    private static func inUse(_ path: String, _ reason: String) -> StorageError {
        StorageError(.unavailable, "\(path) is in use: stop the server, and what else has it open (\(reason))")
    }

    private static func attach(_ path: String, to database: GRDB.Database, _ mark: [UInt8]?) throws -> FormerDatabase {
        try database.execute(sql: "ATTACH DATABASE ? AS replaced", arguments: [path])
        // The mode can only be left by whoever is alone, and what is locked then stays so; and the log is in the file.
        try database.execute(sql: "PRAGMA replaced.locking_mode = EXCLUSIVE")
        let mode = try String.fetchOne(database, sql: "PRAGMA replaced.journal_mode = DELETE")
        guard mode == "delete" else { throw inUse(path, "its journal is in mode \(mode ?? "none")") }
        try database.execute(sql: "BEGIN EXCLUSIVE; COMMIT")
        let verdict = try String.fetchOne(database, sql: "PRAGMA replaced.quick_check(1)")
        guard verdict == "ok" else { return .unknowing(reason: verdict ?? "it says nothing of itself") }
        let applied = try String.fetchSet(database, sql: "SELECT identifier FROM replaced.grdb_migrations")
        guard applied == Set(Schema.migrations) else {
            return .unknowing(reason: "its tables are those of another version")
        }
        let isAfterBackup = try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM replaced.backups WHERE mark = ?)",
            arguments: [mark.map { Data($0) }])
        return isAfterBackup == true
            ? .knowing : .unknowing(reason: "it is not the one that the backup was made of, or it is older")
    }
}
