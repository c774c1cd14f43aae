import Foundation
import GRDB
import Storage

/// What can be had of the database that a restoration replaces.
enum FormerDatabase: Equatable {
    case none
    /// All of it can be read, and it was there when the backup was made.
    case knowing
    case unknowing(reason: String)

    /// Sees whether nobody has the database at `path` open, and whether it knows what came after a backup.
    ///
    /// - `mark`: the backup's.
    /// - Throws: `.unavailable` if a server or a command has it open.
    init(path: String, mark: [UInt8]?) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            self = .none
            return
        }
        do {
            self = try StorageError.converting {
                let database = try DatabaseQueue(path: path, configuration: .restoring)
                defer { try? database.close() }
                return try Self.examine(database, mark)
            }
        } catch let error as StorageError where error.code == .unavailable {
            throw StorageError(
                .unavailable,
                "\(path) cannot be had alone: stop the server, and what else has it open (\(error.description))")
        } catch {
            self = .unknowing(reason: "\(error)")
        }
    }

    private static func examine(_ database: DatabaseQueue, _ mark: [UInt8]?) throws -> FormerDatabase {
        // The mode can only be left by whoever is alone; and the log is in the file then.
        let mode = try database.writeWithoutTransaction { try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE") }
        guard mode == "delete" else { throw StorageError(.unavailable, "its journal is in mode \(mode ?? "none")") }
        let verdict = try database.writeWithoutTransaction { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        guard verdict == "ok" else { return .unknowing(reason: verdict ?? "it says nothing of itself") }
        let pending = try Schema.pending(in: database)
        guard pending.isEmpty else { return .unknowing(reason: Schema.lacking(pending).description) }
        let isAfterBackup = try database.read {
            try Bool.fetchOne(
                $0, sql: "SELECT EXISTS (SELECT 1 FROM backups WHERE mark = ?)", arguments: [mark.map { Data($0) }])
        }
        return isAfterBackup == true
            ? .knowing : .unknowing(reason: "it is not the one that the backup was made of, or older")
    }
}
