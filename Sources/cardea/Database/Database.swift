import Foundation
import OAuthProtocol
import Storage
import StoragePostgres
import StorageSQL

/// The database that the configuration names. This folder alone knows engines. What does not wait is never inlined: Swift 6.3's
/// optimizer crashes where it becomes part of a command that waits.
struct Database {
    /// What a command does where there is no database.
    enum Absence {
        /// It says where it looked: most likely `--data` is missing or mistyped.
        case isRefused
        /// It makes one, and says where.
        case isMended
    }

    private let engine: any DatabaseEngine
    /// Milliseconds between two looks at a database that is being filled.
    private static let pause: Int64 = 50

    private let configuration: Configuration
    private var directory: DataDirectory { DataDirectory(path: configuration.data) }

    init(_ configuration: Configuration) {
        self.configuration = configuration
        engine = Self.engine(at: configuration.databasePlace)
    }

    /// - `place`: the path of a file, or an address.
    static func engine(at place: String) -> any DatabaseEngine {
        DatabaseAddress.isOne(place) ? PostgresDatabase(DatabaseAddress(place)) : SQLiteDatabase(path: place)
    }

    /// As people are told where it is.
    var name: String { engine.name }

    /// - Throws: `CommandError` if that cannot be seen, `StorageError` if a server cannot be reached.
    @inline(never)
    func isThere() throws -> Bool {
        try engine.isThere()
    }

    /// Why nothing is done where there is none, and how to name another place: most likely one was meant.
    var absence: CommandError {
        let makers = "A new one is made by cardea serve, migrate, client add and user add."
        if configuration.database != nil {
            let place = configuration.places["database"].map { " (\($0))" } ?? ""
            return CommandError(
                """
                there is no database \(name)\(place): name the server's own with --database, CARDEA_DATABASE or the configuration \
                file. \(makers)
                """)
        }
        let directory = URL(fileURLWithPath: configuration.data).standardizedFileURL.path
        let place = configuration.places["data"].map(\.description) ?? "the default"
        let what =
            (try? SQLiteDatabase.exists(directory)) == true ? "no database in the data directory" : "no data directory"
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
        let (store, note) = try opened(ifAbsent: absence)
        // Behind what the command has to say, of which it is not the first.
        defer { if let note { StandardError.write(note) } }
        return try await Self.lend(store) { store in
            switch try await Self.state(of: store) {
            case .whole: break
            case .beingFilled: throw beingFilled
            case .moved(let place): StandardError.warn("\(name) has moved to \(place): this is what it held then")
            }
            return try await body(store)
        }
    }

    /// The same for a server, which stays and must get by when the disk is full. It waits while a copy into the database has not
    /// come to its end.
    ///
    /// - `onWaiting`: told that it waits.
    /// - `onCommit`: told after each transaction how many operations it held.
    /// - `onTrouble`: told what keeps writes from being done, when that begins; `nil` when it is over.
    func openToServe(
        onCommit: @escaping @Sendable (_ operations: Int) -> Void,
        onTrouble: @escaping @Sendable (StorageError?) -> Void, onWaiting: () -> Void,
        _ body: (any Store) async throws -> Void
    ) async throws {
        try await Self.lend(openedToServe(onCommit: onCommit, onTrouble: onTrouble)) { store in
            var state = try await Self.state(of: store)
            if state == .beingFilled { onWaiting() }
            while state == .beingFilled {
                try await LiveClock().pause(milliseconds: Self.pause)
                state = try await Self.state(of: store)
            }
            if case .moved(let place) = state {
                throw CommandError("the database \(name) has moved: name its new place with --database (\(place))")
            }
            try await body(store)
        }
    }

    private var beingFilled: CommandError {
        CommandError(
            "\(name) is being filled: run cardea database copy to its end, or name the database that it copies")
    }

    private static func state(of store: any Store) async throws -> DatabaseState {
        guard let store = store as? any SQLStore else { return .whole }
        return try await store.read { try $0.state() }
    }

    @inline(never)
    private func opened(ifAbsent absence: Absence) throws -> (store: any Store, note: String?) {
        let note = try prepare(ifAbsent: absence)
        return (try engine.open(isServing: false, onCommit: { _ in }, onTrouble: { _ in }), note)
    }

    @inline(never)
    private func openedToServe(
        onCommit: @escaping @Sendable (_ operations: Int) -> Void,
        onTrouble: @escaping @Sendable (StorageError?) -> Void
    ) throws -> any Store {
        try directory.create()
        return try engine.open(isServing: true, onCommit: onCommit, onTrouble: onTrouble)
    }

    /// A database with the same settings beside this one, for measuring. This one is not touched, and of the other nothing is
    /// left.
    ///
    /// - `onCommit`: told after each transaction how many operations it held.
    /// - Throws: `CommandError` if nothing can be made there, `StorageError` for the database, and what `body` throws.
    func openScratch<Result>(
        onCommit: @escaping @Sendable (_ operations: Int) -> Void, _ body: (any Store) async throws -> Result
    ) async throws -> Result {
        try await engine.withScratch(onCommit: onCommit, body)
    }

    static func lend<Result>(
        _ store: any Store, to body: (any Store) async throws -> Result
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
    @inline(never)
    func migrate() throws -> [String] {
        let note = try prepare(ifAbsent: .isMended)
        let applied = try engine.migrate()
        if let note { StandardError.write(note) }
        return applied
    }

    /// The names of the migrations that it lacks. Changes nothing.
    @inline(never)
    func pendingMigrations() throws -> [String] {
        try engine.pendingMigrations()
    }

    /// Writes all of it as it is at one moment, while others go on using it.
    ///
    /// - `onTrouble`: told why it cannot remember the backup.
    /// - `onTable`: told of each table before its rows are written.
    /// - `write`: takes the backup's octets, piece by piece.
    /// - Returns: how many rows there are.
    /// - Throws: `CommandError` where there is none, `StorageError` for the database, and what `write` throws.
    @inline(never)
    func backUp(
        at now: Timestamp, onTrouble: (StorageError) -> Void, onTable: (String) -> Void,
        to write: @escaping ([UInt8]) throws -> Void
    ) throws -> Int {
        _ = try prepare(ifAbsent: .isRefused)
        if try engine.state() == .beingFilled { throw beingFilled }
        return try engine.backUp(
            at: now, mark: Entropy.live.octets(16), onTrouble: onTrouble, onTable: onTable, to: write)
    }

    /// Makes a database of a backup in place of this one, which nobody may have open.
    ///
    /// - `isAsking`: whether this one is asked what was spent or revoked since.
    /// - Returns: what became of the one that was there.
    /// - Throws: `CommandError` for the directory, `BackupError` for the backup, `StorageError` for the database.
    @inline(never)
    func restore(_ backup: inout BackupReader, asking isAsking: Bool) throws -> ReplacedDatabase {
        try directory.create()
        return try engine.restore(&backup, asking: isAsking)
    }

    /// - Returns: that a database is about to be made; `nil` if there is one.
    /// - Throws: `CommandError` if there is none and must be, saying where it was looked for.
    @inline(never)
    func prepare(ifAbsent absence: Absence) throws -> String? {
        let isNew = try !isThere()
        switch absence {
        case .isRefused:
            if isNew { throw self.absence }
            try directory.check()
            return nil
        case .isMended:
            try directory.create()
            return isNew ? "Note: there was no database yet, \(name) was made." : nil
        }
    }
}
