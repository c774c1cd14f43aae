import OAuthProtocol
import Storage
import StorageSQLite

/// Opens the store that the configuration names: the one file that knows an engine.
enum Database {
    /// Opens the database, making the data directory and the schema where they are missing.
    ///
    /// - Throws: `Refusal` for the directory, `StorageError` for the database.
    static func open(_ configuration: Configuration) throws -> any Store {
        try DataDirectory(path: configuration.data).create()
        return try SQLiteStore(path: configuration.databasePath)
    }

    /// The same for a server, which stays and must get by when the disk is full.
    ///
    /// - Parameters:
    ///   - onCommit: told after each transaction how many operations it held.
    ///   - onTrouble: told what keeps writes from being done, when that begins; `nil` when it is over.
    static func openToServe(
        _ configuration: Configuration, onCommit: @escaping @Sendable (_ operations: Int) -> Void,
        onTrouble: @escaping @Sendable (StorageError?) -> Void
    ) throws -> any Store {
        try DataDirectory(path: configuration.data).create()
        return try SQLiteStore(
            path: configuration.databasePath, reserve: SQLiteStore.usualReserve, onCommit: onCommit,
            onTrouble: onTrouble)
    }

    /// Opens the database for the time of `body` and closes it whatever comes of that.
    static func with<Result>(
        _ configuration: Configuration, _ body: (any Store) async throws -> Result
    ) async throws -> Result {
        let store = try open(configuration)
        do {
            let result = try await body(store)
            await store.close()
            return result
        } catch {
            await store.close()
            throw error
        }
    }

    /// Brings the database up to this program's schema, making it if there is none.
    ///
    /// - Returns: the names of the migrations that were applied.
    static func migrate(_ configuration: Configuration) throws -> [String] {
        try DataDirectory(path: configuration.data).create()
        return try SQLiteStore.migrate(path: configuration.databasePath)
    }

    /// The names of the migrations that the database lacks. Changes nothing.
    static func pendingMigrations(_ configuration: Configuration) throws -> [String] {
        try SQLiteStore.pendingMigrations(path: configuration.databasePath)
    }
}
