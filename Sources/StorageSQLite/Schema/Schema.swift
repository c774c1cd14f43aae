import Foundation
import GRDB
import Storage
import StorageSQL

/// The tables, brought up to date by the numbered steps (``Migrations``).
enum Schema {
    private static let migrator = Migrations.all.reduce(into: DatabaseMigrator()) { migrator, step in
        migrator.registerMigration(step.name, foreignKeyChecks: .immediate) { database in
            try database.execute(sql: step.sql)
        }
    }

    /// Brings the database up to this program's schema.
    ///
    /// - Returns: the names of the migrations that were applied.
    /// - Throws: `.schema` for a database of a newer version.
    @discardableResult
    static func migrate(_ queue: DatabaseQueue) throws(StorageError) -> [String] {
        let pending = try pending(in: queue)
        guard !pending.isEmpty else { return [] }
        do {
            try migrator.migrate(queue)
        } catch {
            // Another process may be at the same work; then there is less to do now.
            guard try Self.pending(in: queue).count < pending.count else { throw StorageError(error) }
            try migrate(queue)
        }
        return pending
    }

    /// Brings a new database up to the schema that this program had at a step.
    static func migrate(_ queue: DatabaseQueue, upTo step: String) throws(StorageError) {
        try StorageError.converting { try migrator.migrate(queue, upTo: step) }
    }

    /// The names of the migrations that the database still lacks, in order.
    ///
    /// - Throws: `.schema` for a database of a newer version.
    static func pending(in queue: DatabaseQueue) throws(StorageError) -> [String] {
        let applied = try StorageError.converting {
            try queue.unsafeRead { database -> Set<String> in
                // Asked first: GRDB asks after it failed, and another process may have made the table in between.
                guard try database.tableExists("grdb_migrations") else { return [] }
                return try migrator.appliedIdentifiers(database)
            }
        }
        try Migrations.refuseNewer(than: applied)
        return migrator.migrations.filter { !applied.contains($0) }
    }

    /// Every migration, in order.
    static var migrations: [String] { migrator.migrations }

    /// - Throws: `.schema` if a migration has not been applied. Those of a newer version do no harm to a server that
    ///   is already running.
    static func check(_ connection: SQLiteConnection) throws(StorageError) {
        try Connection(connection).refuseMoved()
        for migration in migrator.migrations {
            guard try Connection(connection).exists("SELECT 1 FROM grdb_migrations WHERE identifier = ?", migration)
            else {
                return try Migrations.refuse(lacking: [migration])
            }
        }
    }
}
