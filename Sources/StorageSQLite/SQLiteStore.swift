import Foundation
import GRDB
import Storage
import StorageSQL

/// The embedded engine: one SQLite file in WAL mode, one writer that commits together what waits together, and reads on
/// the threads that ask (decision 0002).
package final class SQLiteStore: SQLStore {
    /// Octets of disk that a server does well to hold for when there are no others.
    package static let usualReserve = Reserve.usual

    private let commits: CommitQueue
    private let reads: ReadConnections
    private let health: WriteHealth
    private let reserve: Reserve

    /// Opens the database at `path`, creating it with mode 0600.
    ///
    /// - `migrate`: whether to bring the tables up to this program's schema.
    /// - `reserve`: octets of disk to hold for when there are no others; 0 for none.
    /// - `onCommit`: told after each transaction how many operations it held, on the writer's thread.
    /// - `onTrouble`: told what keeps writes from being done, when that begins; `nil` when it is over.
    /// - Throws: `.schema` if the database is of a newer version, or lacks migrations that may not be applied.
    package init(
        path: String, migrate: Bool = true, reserve: Int = 0,
        onCommit: @escaping @Sendable (_ operations: Int) -> Void = { _ in },
        onTrouble: @escaping @Sendable (StorageError?) -> Void = { _ in }
    ) throws(StorageError) {
        let writer = try OpeningLock.hold(beside: path) { () throws(StorageError) in
            let writer = try Self.open(path)
            if migrate {
                try Schema.migrate(writer)
            } else {
                try Migrations.refuse(lacking: Schema.pending(in: writer))
            }
            return writer
        }
        health = WriteHealth(onChange: onTrouble)
        self.reserve = Reserve(beside: path, size: reserve)
        self.reserve.take()
        commits = CommitQueue(database: writer, health: health, onCommit: onCommit)
        // As many as threads that may ask at once: event loops and the concurrency pool, each one to a core.
        let threads = 2 * ProcessInfo.processInfo.activeProcessorCount
        reads = try ReadConnections(path: path, count: min(threads, 16))
    }

    /// Brings the database at `path` up to this program's schema, creating it if there is none.
    ///
    /// - Returns: the names of the migrations that were applied.
    /// - Throws: `.schema` if the database is of a newer version.
    @discardableResult
    package static func migrate(path: String) throws(StorageError) -> [String] {
        try OpeningLock.hold(beside: path) { () throws(StorageError) in
            let writer = try open(path)
            let applied = try Schema.migrate(writer)
            try StorageError.converting { try writer.close() }
            return applied
        }
    }

    /// The names of the migrations that the database at `path` lacks; all of them if there is no database. Changes
    /// nothing.
    ///
    /// - Throws: `.schema` if the database is of a newer version.
    package static func pendingMigrations(path: String) throws(StorageError) -> [String] {
        guard FileManager.default.fileExists(atPath: path) else { return Schema.migrations }
        let reader = try StorageError.converting { try DatabaseQueue(path: path, configuration: .reader) }
        let pending = try Schema.pending(in: reader)
        try StorageError.converting { try reader.close() }
        return pending
    }

    /// Writes that wait for the writer at this moment.
    package var waitingWrites: Int { commits.waiting }

    package var changes: Int { commits.changes }

    package func ping() throws(StorageError) {
        if let failure = health.failure { throw failure }
        try reads.read { connection throws(StorageError) in try Schema.check(connection) }
    }

    package func close() async {
        // The writer last: whoever closes last folds the write-ahead log into the database.
        reads.close()
        await commits.close()
    }

    package var dialect: Dialect { .sqlite }

    /// Runs `body` on this thread, on a connection that only reads.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) throws(StorageError) -> Value {
        try reads.read { connection throws(StorageError) in
            try StorageError.converting { try body(Connection(connection)) }
        }
    }

    /// Runs `body` on the writer's thread, in a transaction with others, and returns when it is durable.
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws(StorageError) -> Value {
        try await commits.write { connection throws(StorageError) in
            try StorageError.converting { try body(Connection(connection)) }
        }
    }

    /// Runs `body` on the writer's thread with the reserve given up, so that it finds room on a full disk. The reserve is
    /// taken back when there is room for it, now or at a later turn.
    func writeOnReserve<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteConnection) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        try await commits.alone { [reserve] connection throws(StorageError) in
            reserve.giveUp()
            return try body(connection)
        }
    }

    /// Takes the reserve back that was given up, if there is room for it; and where writes failed, tries one.
    func seeWhetherWritesWork() async throws(StorageError) {
        reserve.take()
        guard health.failure != nil else { return }
        try await commits.write { connection throws(StorageError) in try connection.probe() }
        health.note(nil)
    }

    private static func open(_ path: String) throws(StorageError) -> DatabaseQueue {
        // Made here and not by SQLite, which would leave the mode to the umask; the log's files take after it. A file that
        // is there is not opened: closing it would let go of every lock that this process holds on it (POSIX).
        let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            Foundation.close(descriptor)
        } else {
            chmod(path, 0o600)
        }
        return try StorageError.converting { try DatabaseQueue(path: path, configuration: .writer) }
    }
}
