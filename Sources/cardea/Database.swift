import OAuthProtocol
import Storage
import StorageSQLite

/// Opens the store that the configuration names: the one file that knows an engine.
enum Database {
    /// What a command does where there is no database.
    enum Absence {
        /// It says where it looked: most likely `--data` is missing or mistyped.
        case isRefused
        /// It makes one, and says where.
        case isMended
    }

    /// Opens the database, and where there is none does what `absence` says.
    ///
    /// - Returns: besides the store, what is to be said on standard error; `nil` if there was a database.
    /// - Throws: `CommandError` for the directory, `StorageError` for the database.
    private static func open(
        _ configuration: Configuration, _ absence: Absence
    ) throws -> (store: any Store, note: String?) {
        let note = try prepare(configuration, absence)
        return (try SQLiteStore(path: configuration.databasePath), note)
    }

    /// - Returns: that a database is about to be made; `nil` if there is one.
    private static func prepare(_ configuration: Configuration, _ absence: Absence) throws(CommandError) -> String? {
        guard absence == .isMended else {
            try find(configuration)
            return nil
        }
        let place = DatabasePlace(configuration)
        let isNew = try !place.isThere()
        try DataDirectory(path: configuration.data).create()
        return isNew ? "Note: there was no database yet, \(place.path) was made." : nil
    }

    /// What `find` finds of a list; of a database that is not there nothing is listed, and standard error says where it was
    /// looked for.
    static func list<Row>(
        _ configuration: Configuration, _ find: (any Store) async throws -> [Row]
    ) async throws -> [Row] {
        let place = DatabasePlace(configuration)
        guard try place.isThere() else {
            StandardError.write("Note: \(place.absence)")
            return []
        }
        return try await with(configuration, find)
    }

    /// - Throws: `CommandError` if there is no database, saying where it was looked for and how to name another place.
    static func find(_ configuration: Configuration) throws(CommandError) {
        let place = DatabasePlace(configuration)
        guard try place.isThere() else { throw place.absence }
        try DataDirectory(path: configuration.data).check()
    }

    /// The same for a server, which stays and must get by when the disk is full.
    ///
    /// - `onCommit`: told after each transaction how many operations it held.
    /// - `onTrouble`: told what keeps writes from being done, when that begins; `nil` when it is over.
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
        _ configuration: Configuration, ifAbsent absence: Absence = .isRefused,
        _ body: (any Store) async throws -> Result
    ) async throws -> Result {
        let (store, note) = try open(configuration, absence)
        // Behind what the command has to say, of which it is not the first.
        defer { if let note { StandardError.write(note) } }
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
        let note = try prepare(configuration, .isMended)
        let applied = try SQLiteStore.migrate(path: configuration.databasePath)
        if let note { StandardError.write(note) }
        return applied
    }

    /// The names of the migrations that the database lacks. Changes nothing.
    static func pendingMigrations(_ configuration: Configuration) throws -> [String] {
        try SQLiteStore.pendingMigrations(path: configuration.databasePath)
    }
}
