import Storage
import StorageSQL
import Synchronization

/// The engine for many machines: a PostgreSQL database, which any number of equal servers share. What SQLite's one writer
/// gives for nothing, that a write sees the database as if there were no other, PostgreSQL gives by the isolation level
/// `SERIALIZABLE`: where two were in each other's way it refuses one, which is done anew (decision 0028).
package final class PostgresStore: SQLStore {
    /// How often a write is done anew that others were in the way of.
    private static let attempts = 50
    /// After how many of those it waits for its turn among others of this server's that were.
    private static let patience = 3

    private let pool: ConnectionPool
    private let texts = StatementTexts()
    private let turns = OneAtATime()
    private let changed: Changes
    private let onCommit: @Sendable (_ operations: Int) -> Void

    /// Opens the database at `address`.
    ///
    /// - `migrate`: whether to bring the tables up to this program's schema.
    /// - `onCommit`: told after each transaction how many operations it held.
    /// - `onTrouble`: told what keeps the database from being reached, when that begins; `nil` when it is over.
    /// - `onNews`: told when ``changes`` counts something that was announced.
    /// - Throws: `.unavailable` if it cannot be reached; `.schema` if it is of a newer version, or lacks migrations that may
    ///   not be applied.
    package init(
        _ address: DatabaseAddress, migrate: Bool = true,
        onCommit: @escaping @Sendable (_ operations: Int) -> Void = { _ in },
        onTrouble: @escaping @Sendable (StorageError?) -> Void = { _ in },
        onNews: @escaping @Sendable () -> Void = {}
    ) throws(StorageError) {
        if migrate {
            try Self.migrate(address)
        } else {
            try Migrations.refuse(lacking: Self.pendingMigrations(address))
        }
        self.onCommit = onCommit
        let changed = Changes()
        self.changed = changed
        pool = try ConnectionPool(
            address, onTrouble: onTrouble,
            onNews: {
                changed.note()
                onNews()
            })
    }

    /// Brings the database up to this program's schema.
    ///
    /// - Returns: the names of the migrations that were applied.
    /// - Throws: `.unavailable` if it cannot be reached, `.schema` if it is of a newer version.
    @discardableResult
    package static func migrate(_ address: DatabaseAddress) throws(StorageError) -> [String] {
        try PostgresSchema(PostgresSession(address)).migrate()
    }

    /// The names of the migrations that the database lacks. Changes nothing.
    ///
    /// - Throws: `.unavailable` if it cannot be reached, `.schema` if it is of a newer version.
    package static func pendingMigrations(_ address: DatabaseAddress) throws(StorageError) -> [String] {
        try PostgresSchema(PostgresSession(address)).pending()
    }

    /// Whether the database has tables of this program's. Changes nothing.
    ///
    /// - Throws: `.unavailable` if it cannot be reached, `.schema` if it is of a newer version.
    package static func hasTables(_ address: DatabaseAddress) throws(StorageError) -> Bool {
        try pendingMigrations(address).count < Migrations.all.count
    }

    package var dialect: Dialect { .postgres }

    /// Operations that wait for a connection at this moment.
    package var waitingWrites: Int { pool.waiting }

    package var changes: Int { changed.count }

    package func ping() async throws(StorageError) {
        let applied = try await read { connection in
            try connection.refuseMoved()
            return try Migrations.all.allSatisfy { step in
                try connection.exists("SELECT 1 FROM cardea_migrations WHERE identifier = ?", step.name)
            }
        }
        if !applied { try Migrations.refuse(lacking: Migrations.all.map(\.name)) }
    }

    package func close() async {
        pool.close()
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws(StorageError) -> Value {
        try await inSteps(body, noting: false)
    }

    package func writeApart<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws(StorageError) -> Value {
        try await inSteps(body, noting: true)
    }

    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws(StorageError) -> Value {
        let result = try await untilDone { connection async throws(PostgresFailure) in
            try await transact(body, on: connection)
        }
        note(1)
        return try result.get()
    }

    /// Runs `body`, each turn of whose statements is a transaction of its own.
    private func inSteps<Value>(
        _ body: (Connection) throws -> Value, noting isWrite: Bool
    ) async throws(StorageError) -> Value {
        let log = StatementLog(texts)
        while true {
            let result = Self.run(body, log)
            if !log.pending.isEmpty {
                let calls = log.pending
                let answers = try await untilDone { connection async throws(PostgresFailure) in
                    try await connection.perform(calls)
                }
                if isWrite { note(1) }
                if log.isWaiting {
                    log.begin(with: answers)
                    continue
                }
            }
            return try result.get()
        }
    }

    /// Does something on a connection of its own, anew as long as others are in the way.
    ///
    /// - Throws: `.unavailable` if they always are, and what else the database refuses.
    private func untilDone<Value>(
        _ body: (PostgresConnection) async throws(PostgresFailure) -> Value
    ) async throws(StorageError) -> Value {
        var failure: PostgresFailure
        var attempts = 0
        repeat {
            // Of many who want the same row one is done at a time; who has lost often does better to wait than to be refused again,
            // and without a connection, which others can use.
            let isPatient = attempts >= Self.patience
            if isPatient { await turns.begin() }
            defer { if isPatient { turns.end() } }
            let connection = try await pool.take()
            defer { pool.give(connection) }
            do throws(PostgresFailure) {
                return try await body(connection)
            } catch {
                failure = error
            }
            attempts += 1
        } while failure.isCollision && attempts < Self.attempts
        throw StorageError(failure)
    }

    /// Runs `body` in one transaction.
    ///
    /// - Returns: what it returned or threw.
    /// - Throws: what the database refused.
    private func transact<Value>(
        _ body: (Connection) throws -> Value, on connection: PostgresConnection
    ) async throws(PostgresFailure) -> Result<Value, StorageError> {
        let log = StatementLog(texts)
        var hasBegun = false
        do throws(PostgresFailure) {
            while true {
                let result = Self.run(body, log)
                let begin = hasBegun ? [] : [StatementCall(.begin)]
                if log.isWaiting {
                    let answers = try await connection.perform(begin + log.pending)
                    log.begin(with: Array(answers.dropFirst(begin.count)))
                    hasBegun = true
                    continue
                }
                switch result {
                case .success where hasBegun || !log.pending.isEmpty:
                    _ = try await connection.perform(begin + log.pending + [StatementCall(.commit)])
                case .failure where hasBegun:
                    _ = try await connection.perform([StatementCall(.rollback)])
                default:
                    break
                }
                return result
            }
        } catch {
            if connection.failure == nil, (try? await connection.perform([StatementCall(.rollback)])) == nil {
                connection.giveUp()
            }
            throw error
        }
    }

    private static func run<Value>(
        _ body: (Connection) throws -> Value, _ log: StatementLog
    ) -> Result<Value, StorageError> {
        do {
            return .success(try body(Connection(log)))
        } catch {
            return .failure(error as? StorageError ?? StorageError(.unavailable, "\(type(of: error))"))
        }
    }

    private func note(_ operations: Int) {
        changed.note()
        onCommit(operations)
    }
}

/// Counts what this server changed, and what it was told that others did.
private final class Changes: Sendable {
    private let number = Atomic(0)

    var count: Int { number.load(ordering: .acquiring) }

    func note() {
        number.add(1, ordering: .releasing)
    }
}
