import Foundation
import GRDB
import Storage

/// The tables, as numbered steps that only go forward. A step that was released never changes; the next version adds
/// one, and expands before it contracts, so that two versions can run side by side.
enum Schema {
    private static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("0001-first-tables", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: firstTables)
        }
        return migrator
    }()

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
            // Another process may have been at the same work and have done it.
            guard try Self.pending(in: queue).isEmpty else { throw StorageError(error) }
        }
        return pending
    }

    /// The names of the migrations that the database still lacks, in order.
    ///
    /// - Throws: `.schema` for a database of a newer version.
    static func pending(in queue: DatabaseQueue) throws(StorageError) -> [String] {
        let applied = try StorageError.converting { try queue.unsafeRead { try migrator.appliedIdentifiers($0) } }
        let newer = applied.subtracting(migrator.migrations).sorted()
        guard newer.isEmpty else {
            throw StorageError(
                .schema,
                "the database was migrated by a newer version of this program (\(newer.joined(separator: ", "))); run that version")
        }
        return migrator.migrations.filter { !applied.contains($0) }
    }

    /// Every migration, in order.
    static var migrations: [String] { migrator.migrations }

    /// - Throws: `.schema` if a migration has not been applied. Those of a newer version do no harm to a server that
    ///   is already running.
    static func check(_ connection: Connection) throws(StorageError) {
        for migration in migrator.migrations {
            guard try connection.exists("SELECT 1 FROM grdb_migrations WHERE identifier = ?", migration) else {
                throw lacking([migration])
            }
        }
    }

    static func lacking(_ migrations: [String]) -> StorageError {
        StorageError(.schema, "the database lacks \(migrations.joined(separator: ", ")); run: cardea migrate")
    }
}
