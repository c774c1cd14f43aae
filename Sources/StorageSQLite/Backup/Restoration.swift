import Foundation
import GRDB
import OAuthProtocol
import Storage

/// A database that is made of a backup beside the one whose place it takes.
///
/// What was spent, revoked or ended after the backup was made must not come back to life. The database that is replaced knows what
/// that was, if it can be read and the backup was made of it, and then whoever did nothing since stays signed in. Otherwise nobody
/// knows: everything that could have been spent or revoked is, and the security epoch moves on (`SecurityEpochStore`).
package struct Restoration {
    private let path: String
    private var draft: String { "\(path)-restoring" }

    /// - Parameter path: of the database whose place is taken.
    package init(to path: String) {
        self.path = path
    }

    /// Makes the database, and puts it in its place when all of it is on the disk.
    ///
    /// - Throws: `BackupError` for the backup, `StorageError` for the database, above all if a server has it open; then the one that
    ///   was there is as it was.
    package func perform(_ backup: inout BackupReader, at now: Timestamp) throws -> ReplacedDatabase {
        try discardDraft()
        do {
            let database = try makeDraft()
            try Self.fill(database, from: &backup)
            return try takePlace(database, of: backup.header, at: now)
        } catch {
            try? discardDraft()
            throw error
        }
    }

    private func makeDraft() throws -> DatabaseQueue {
        let descriptor = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StorageError(.unavailable, "\(draft) cannot be made: \(String(cString: strerror(errno)))")
        }
        // Whoever restores as root does it for the account that the server runs as.
        var status = stat()
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        if stat(path, &status) == 0 || stat(folder, &status) == 0 {
            _ = fchown(descriptor, status.st_uid, status.st_gid)
        }
        close(descriptor)
        return try StorageError.converting { try DatabaseQueue(path: draft, configuration: .restoring) }
    }

    private func discardDraft() throws {
        for ending in ["", "-journal", "-wal", "-shm"] where unlink(draft + ending) != 0 && errno != ENOENT {
            throw StorageError(.unavailable, "\(draft)\(ending) cannot be removed: \(String(cString: strerror(errno)))")
        }
    }

    /// Makes the tables that the backup has, fills them, and brings them up to this program's schema.
    private static func fill(_ database: DatabaseQueue, from backup: inout BackupReader) throws {
        let schema = backup.header.schema
        guard schema == Array(Schema.migrations.prefix(schema.count)) else {
            throw BackupError(
                "the backup is of a newer version (\(backup.header.program)): restore it with that version")
        }
        if let last = schema.last { try Schema.migrate(database, upTo: last) }
        try database.inTransaction { database in
            let tables = try SQLiteStore.tables(in: database)
            var insertion: Statement?
            while let entry = try backup.next() {
                switch entry {
                case .table(let name, let columns):
                    guard tables.contains(name), try SQLiteStore.columns(of: name, in: database) == columns else {
                        throw BackupError("the backup is damaged: it has a table \(name) that its version did not have")
                    }
                    let places = columns.map { _ in "?" }.joined(separator: ", ")
                    insertion = try database.makeStatement(
                        sql: "INSERT INTO \(name) (\(columns.joined(separator: ", "))) VALUES (\(places))")
                case .row(let values):
                    try insertion?.execute(arguments: StatementArguments(values.map(\.databaseValue)))
                }
            }
            return .commit
        }
        try Schema.migrate(database)
    }

    private func takePlace(
        _ database: DatabaseQueue, of header: BackupHeader, at now: Timestamp
    ) throws -> ReplacedDatabase {
        // Nobody may open either while one takes the other's place.
        let result = try OpeningLock.hold(beside: path) { () throws(StorageError) in
            Result { try takePlaceAlone(database, of: header, at: now) }
        }
        return try result.get()
    }

    private func takePlaceAlone(
        _ database: DatabaseQueue, of header: BackupHeader, at now: Timestamp
    ) throws -> ReplacedDatabase {
        let replaced = try database.writeWithoutTransaction { database in
            // Held until the place is taken: who opened it meanwhile would write what nobody reads.
            let former = try FormerDatabase(path: path, mark: header.mark, attachedTo: database)
            switch former {
            case .knowing: try SpentSinceBackup.keep(in: database, at: now)
            case .none, .unknowing: try SpentSinceBackup.giveUp(in: database, at: max(now, header.createdAt))
            }
            return try takePlace(of: former, at: now)
        }
        try database.close()
        return replaced
    }

    private func takePlace(of former: FormerDatabase, at now: Timestamp) throws -> ReplacedDatabase {
        let kept = "\(path)-replaced-\(Self.name(of: now))"
        if former != .none {
            // A second name first, so that at no moment there is no database at all.
            guard link(path, kept) == 0 else { throw Self.failure("\(kept) cannot be made") }
            for ending in ["-wal", "-shm"] { rename(path + ending, kept + ending) }
        }
        guard rename(draft, path) == 0 else { throw Self.failure("\(path) cannot be replaced") }
        try? Self.sync(URL(fileURLWithPath: path).deletingLastPathComponent().path)
        return switch former {
        case .none: .none
        case .knowing: .known(name: kept)
        case .unknowing(let reason): .unknowing(name: kept, reason: reason)
        }
    }

    private static func name(of moment: Timestamp) -> String {
        String(
            decoding: moment.rfc3339.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":") }, as: UTF8.self)
    }

    /// Returns when a file or directory is on the disk.
    private static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("\(path) cannot be opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("\(path) cannot be written") }
    }

    private static func failure(_ what: String) -> StorageError {
        StorageError(.unavailable, "\(what): \(String(cString: strerror(errno)))")
    }
}

extension BackupValue {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .octets(let octets): Data(octets).databaseValue
        }
    }
}
