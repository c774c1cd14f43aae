import Foundation
import OAuthProtocol
import Storage
import StorageSQLite

/// The database that the configuration names: the one file that knows an engine.
struct Database {
    /// What a command does where there is no database.
    enum Absence {
        /// It says where it looked: most likely `--data` is missing or mistyped.
        case isRefused
        /// It makes one, and says where.
        case isMended
    }

    /// Its file, in full.
    let path: String
    private let configuration: Configuration
    private var directory: DataDirectory { DataDirectory(path: configuration.data) }

    init(_ configuration: Configuration) {
        self.configuration = configuration
        path = Self.full(configuration.databasePath)
    }

    /// - Throws: `CommandError` if that cannot be seen.
    func isThere() throws(CommandError) -> Bool {
        try Self.exists(path)
    }

    /// Why nothing is done where there is none, and how to name another place: most likely one was meant.
    var absence: CommandError {
        let makers = "A new one is made by cardea serve, migrate, client add and user add."
        if configuration.database != nil {
            let place = configuration.places["database"].map { " (\($0))" } ?? ""
            return CommandError(
                """
                there is no database \(path)\(place): name the server's own with --database, CARDEA_DATABASE or the configuration \
                file. \(makers)
                """)
        }
        let directory = Self.full(configuration.data)
        let place = configuration.places["data"].map(\.description) ?? "the default"
        let what = (try? Self.exists(directory)) == true ? "no database in the data directory" : "no data directory"
        return CommandError(
            """
            there is \(what) \(directory) (\(place)): name the server's own with --data, CARDEA_DATA or the configuration file. \
            \(makers)
            """)
    }

    /// Opens it for the time of `body`, and closes it whatever comes of that.
    ///
    /// - Throws: `CommandError` for the directory or where there is no database, `StorageError` for the database.
    func open<Result>(
        ifAbsent absence: Absence = .isRefused, _ body: (any Store) async throws -> Result
    ) async throws -> Result {
        let note = try prepare(ifAbsent: absence)
        let store = try SQLiteStore(path: configuration.databasePath)
        // Behind what the command has to say, of which it is not the first.
        defer { if let note { StandardError.write(note) } }
        return try await Self.lend(store, to: body)
    }

    /// The same for a server, which stays and must get by when the disk is full.
    ///
    /// - `onCommit`: told after each transaction how many operations it held.
    /// - `onTrouble`: told what keeps writes from being done, when that begins; `nil` when it is over.
    func openToServe(
        onCommit: @escaping @Sendable (_ operations: Int) -> Void,
        onTrouble: @escaping @Sendable (StorageError?) -> Void, _ body: (any Store) async throws -> Void
    ) async throws {
        try directory.create()
        let store = try SQLiteStore(
            path: configuration.databasePath, reserve: SQLiteStore.usualReserve, onCommit: onCommit,
            onTrouble: onTrouble)
        try await Self.lend(store, to: body)
    }

    /// A database with the same settings in a folder beside this one, for measuring. This one is not touched, and of the other
    /// nothing is left.
    ///
    /// - `onCommit`: told after each transaction how many operations it held.
    /// - Throws: `CommandError` if nothing can be written there, `StorageError` for the disk, and what `body` throws.
    func openScratch<Result>(
        onCommit: @escaping @Sendable (_ operations: Int) -> Void, _ body: (any Store) async throws -> Result
    ) async throws -> Result {
        let scratch = try ScratchDirectory(beside: path)
        let store = try SQLiteStore(path: scratch.databasePath, onCommit: onCommit)
        return try await Self.lend(store, to: body)
    }

    private static func lend<Result>(
        _ store: SQLiteStore, to body: (any Store) async throws -> Result
    ) async throws -> Result {
        do {
            let result = try await body(store)
            await store.close()
            return result
        } catch {
            await store.close()
            throw error
        }
    }

    /// Brings it up to this program's schema, making it if there is none.
    ///
    /// - Returns: the names of the migrations that were applied.
    func migrate() throws -> [String] {
        let note = try prepare(ifAbsent: .isMended)
        let applied = try SQLiteStore.migrate(path: configuration.databasePath)
        if let note { StandardError.write(note) }
        return applied
    }

    /// The names of the migrations that it lacks. Changes nothing.
    func pendingMigrations() throws -> [String] {
        try SQLiteStore.pendingMigrations(path: configuration.databasePath)
    }

    /// Writes all of it as it is at one moment, while others go on using it.
    ///
    /// - `onTrouble`: told why it cannot remember the backup.
    /// - `onTable`: told of each table before its rows are written.
    /// - `write`: takes the backup's octets, piece by piece.
    /// - Returns: how many rows there are.
    /// - Throws: `CommandError` where there is none, `StorageError` for the database, and what `write` throws.
    func backUp(
        at now: Timestamp, onTrouble: (StorageError) -> Void, onTable: (String) -> Void,
        to write: @escaping ([UInt8]) throws -> Void
    ) throws -> Int {
        _ = try prepare(ifAbsent: .isRefused)
        return try SQLiteStore.backUp(
            path: configuration.databasePath, at: now, program: Cardea.version, mark: Entropy.live.octets(16),
            onTrouble: onTrouble, onTable: onTable, to: write)
    }

    /// Makes a database of a backup in place of this one, which nobody may have open.
    ///
    /// - `isAsking`: whether this one is asked what was spent or revoked since.
    /// - Returns: what became of the one that was there.
    /// - Throws: `CommandError` for the directory, `BackupError` for the backup, `StorageError` for the database.
    func restore(_ backup: inout BackupReader, asking isAsking: Bool) throws -> ReplacedDatabase {
        try directory.create()
        return try Restoration(to: path, asking: isAsking, now: LiveClock().now).perform(&backup)
    }

    /// - Returns: that a database is about to be made; `nil` if there is one.
    /// - Throws: `CommandError` if there is none and must be, saying where it was looked for.
    func prepare(ifAbsent absence: Absence) throws(CommandError) -> String? {
        let isNew = try !isThere()
        switch absence {
        case .isRefused:
            if isNew { throw self.absence }
            try directory.check()
            return nil
        case .isMended:
            try directory.create()
            return isNew ? "Note: there was no database yet, \(path) was made." : nil
        }
    }

    private static func full(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }

    private static func exists(_ path: String) throws(CommandError) -> Bool {
        var status = stat()
        if stat(path, &status) == 0 { return true }
        let reason = errno
        guard reason == ENOENT || reason == ENOTDIR else {
            throw CommandError("\(path) cannot be looked for: \(String(cString: strerror(reason)))")
        }
        return false
    }
}
