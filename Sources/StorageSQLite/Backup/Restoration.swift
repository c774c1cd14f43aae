import Foundation
import GRDB
import OAuthProtocol
import Storage
import StorageSQL

/// A database that is made of a backup beside the one whose place it takes.
///
/// What was spent, revoked or ended after the backup was made must not come back to life. The database that is replaced knows what
/// that was, if it can be read and the backup was made of it, and then whoever did nothing since stays signed in. Otherwise nobody
/// knows: everything that could have been spent or revoked is, and the security epoch moves on (`SecurityEpochStore`).
package struct Restoration {
    private let path: String
    private let folder: String
    /// Whether the database that is replaced is asked what it knows.
    private let isAsking: Bool
    private let now: () -> Timestamp
    private var draft: String { "\(path)-restoring" }

    /// - Parameters:
    ///   - path: of the database whose place is taken.
    ///   - isAsking: whether it is asked what was spent or revoked since; false for a copy of the one that was in use last.
    ///   - now: the clock.
    package init(to path: String, asking isAsking: Bool = true, now: @escaping () -> Timestamp) {
        // A link stays one, and what it leads to is replaced.
        let place = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        self.path = place.path
        folder = place.deletingLastPathComponent().path
        self.isAsking = isAsking
        self.now = now
    }

    /// Makes the database, and puts it in its place when all of it is on the disk. Nobody else can open either meanwhile.
    ///
    /// - Throws: `BackupError` for the backup, `StorageError` for the database, above all if a server has it open; then the one that
    ///   was there is as it was.
    package func perform(_ backup: inout BackupReader) throws -> ReplacedDatabase {
        try backup.header.refuseToBeOfLater(than: now())
        let lock = try lockFolder()
        defer { close(lock) }
        do {
            try discardDraft()
            let database = try makeDraft()
            let former = try database.writeWithoutTransaction {
                try FormerDatabase(path: path, mark: isAsking ? backup.header.mark : nil, attachedTo: $0)
            }
            try Self.fill(database, from: &backup)
            let replaced = try database.writeWithoutTransaction { try takePlace(of: former, $0, backup.header) }
            try database.close()
            return replaced
        } catch {
            try? discardDraft()
            let reason = StorageError(error)
            if error is DatabaseError, reason.code == .full {
                throw StorageError(
                    .full, "there is no room in \(folder) for another database: make room (\(reason.description))")
            }
            throw error is DatabaseError ? reason : error
        }
    }

    /// The lock of those who open a database there, held to the end: of two restorations one would put the other's half in place.
    private func lockFolder() throws(StorageError) -> CInt {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("\(folder) cannot be opened") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw StorageError(
                .unavailable, "a database in \(folder) is being opened or restored: try again when that is over")
        }
        return descriptor
    }

    private func makeDraft() throws -> DatabaseQueue {
        let descriptor = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("\(draft) cannot be made") }
        // Whoever restores as root does it for the account that the server runs as.
        var status = stat()
        if stat(path, &status) == 0 || stat(folder, &status) == 0 {
            _ = fchown(descriptor, status.st_uid, status.st_gid)
        }
        close(descriptor)
        return try DatabaseQueue(path: draft, configuration: .restoring)
    }

    /// Removes what a restoration left that did not come to its end, SQLite's files beside it too.
    private func discardDraft() throws {
        let name = URL(fileURLWithPath: draft).lastPathComponent
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file.utf8.starts(with: name.utf8)
        {
            guard unlink("\(folder)/\(file)") == 0 else { throw Self.failure("\(folder)/\(file) cannot be removed") }
        }
    }

    /// Makes the tables that the backup has, fills them, and brings them up to this program's schema.
    private static func fill(_ database: DatabaseQueue, from backup: inout BackupReader) throws {
        try Schema.migrate(database, upTo: Migrations.last(of: backup.header))
        try database.inTransaction { database in
            let tables = try SQLiteStore.tables(in: database)
            let connection = Connection(SQLiteConnection(database))
            var table: (name: String, columns: [String]) = ("", [])
            while let entry = try backup.next() {
                switch entry {
                case .table(let name, let columns):
                    guard tables.contains(name), try SQLiteStore.columns(of: name, in: database) == columns else {
                        throw BackupError.ofUnknownTable(name)
                    }
                    table = ("main.\(name)", columns)
                case .row(let values):
                    do throws(StorageError) {
                        try connection.insert(values, into: table.name, table.columns)
                    } catch {
                        throw error.code == .damaged ? BackupError.ofUnfitRow as any Error : error
                    }
                }
            }
            return .commit
        }
        try Schema.migrate(database)
    }

    private func takePlace(
        of former: FormerDatabase, _ database: GRDB.Database, _ header: BackupHeader
    ) throws -> ReplacedDatabase {
        var former = former
        let spent = SpentSinceBackup(
            in: Connection(SQLiteConnection(database)), made: "main", replaced: "replaced"
        ) { try SQLiteStore.columns(of: $0, in: database) }
        if former == .knowing {
            do {
                try Self.inTransaction(database) { try spent.keep(at: now()) }
            } catch let error as StorageError where [.damaged, .schema].contains(error.code) {
                // What is not what it should be is found now and then when it is read, and not before.
                former = .unknowing(reason: error.description)
            }
        }
        // Tokens of this very second may have been revoked in it.
        if former != .knowing {
            try Self.inTransaction(database) { try spent.giveUp(at: max(now(), header.createdAt) + 1) }
        }
        let kept = try setAside(former)
        if former == .none {
            // Not over one that was made meanwhile.
            guard link(draft, path) == 0 else { throw Self.failure("\(path) cannot be made") }
            unlink(draft)
        } else {
            guard rename(draft, path) == 0 else { throw Self.failure("\(path) cannot be replaced") }
        }
        try? syncFolder()
        return switch former {
        case .none: .none
        case .knowing: .known(name: kept)
        case .unknowing(let reason): .unknowing(name: kept, reason: reason)
        }
    }

    private static func inTransaction(_ database: GRDB.Database, _ body: () throws -> Void) throws {
        try database.inTransaction {
            try body()
            return .commit
        }
    }

    /// Gives the former database a second name, so that at no moment there is none, and takes away its logs, which would be played
    /// over the one that takes its place.
    private func setAside(_ former: FormerDatabase) throws -> String {
        let name = "\(path)-replaced-\(now().compact)"
        var kept = name
        var number = 1
        while former != .none, link(path, kept) != 0 {
            guard errno == EEXIST, number < 100 else { throw Self.failure("\(kept) cannot be made") }
            number += 1
            kept = "\(name)-\(number)"
        }
        for ending in ["-wal", "-shm", "-journal"] where rename(path + ending, kept + ending) != 0 && errno != ENOENT {
            throw Self.failure("\(path)\(ending) cannot be moved away")
        }
        return kept
    }

    /// Returns when the names are on the disk.
    private func syncFolder() throws {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("\(folder) cannot be opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Self.failure("\(folder) cannot be written") }
    }

    private static func failure(_ what: String) -> StorageError {
        StorageError(.unavailable, "\(what): \(String(cString: strerror(errno)))")
    }
}
