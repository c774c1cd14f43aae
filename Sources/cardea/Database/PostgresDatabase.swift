import OAuthProtocol
import Storage
import StoragePostgres
import StorageSQL

/// A database of PostgreSQL, which a server of its own keeps.
struct PostgresDatabase: DatabaseEngine {
    private let address: DatabaseAddress

    init(_ address: DatabaseAddress) {
        self.address = address
    }

    var name: String { address.description }

    /// The database itself is its operator's to make; what is there or not are our tables.
    func isThere() throws -> Bool {
        try PostgresStore.hasTables(address)
    }

    func open(
        isServing: Bool, onCommit: @escaping @Sendable (_ operations: Int) -> Void,
        onTrouble: @escaping @Sendable (StorageError?) -> Void
    ) throws -> any Store {
        try PostgresStore(address, onCommit: onCommit, onTrouble: onTrouble)
    }

    func withScratch<Result>(
        onCommit: @escaping @Sendable (_ operations: Int) -> Void, _ body: (any Store) async throws -> Result
    ) async throws -> Result {
        let scratch = try ScratchSchema(in: address)
        return try await Database.lend(PostgresStore(scratch.address, onCommit: onCommit), to: body)
    }

    func migrate() throws -> [String] { try PostgresStore.migrate(address) }

    func pendingMigrations() throws -> [String] { try PostgresStore.pendingMigrations(address) }

    func backUp(
        at now: Timestamp, mark: [UInt8], onTrouble: (StorageError) -> Void, onTable: (String) -> Void,
        to write: @escaping ([UInt8]) throws -> Void
    ) throws -> Int {
        try PostgresStore.backUp(
            address, at: now, program: Cardea.version, mark: mark, onTrouble: onTrouble, onTable: onTable, to: write)
    }

    func restore(_ backup: inout BackupReader, asking isAsking: Bool) throws -> ReplacedDatabase {
        try PostgresRestoration(to: address, asking: isAsking, now: LiveClock().now).perform(&backup)
    }

    func state() throws -> DatabaseState { try PostgresStore.state(address) }

    func withCopied<Result>(_ body: (any CopiedDatabase) throws -> Result) throws -> Result {
        try PostgresStore.withCopied(address, body)
    }
}

/// A schema for what is measured, of which nothing is left.
private final class ScratchSchema {
    let address: DatabaseAddress
    private let around: DatabaseAddress
    private static let schema = "cardea_bench"

    init(in address: DatabaseAddress) throws {
        guard let inside = address.inSchema(Self.schema) else {
            throw CommandError(
                "cardea bench makes a schema of its own, which the address must leave to it: name it without options=")
        }
        (self.address, around) = (inside, address)
        try PostgresSession(around).execute(
            "DROP SCHEMA IF EXISTS \(Self.schema) CASCADE; CREATE SCHEMA \(Self.schema)")
    }

    deinit {
        try? PostgresSession(around).execute("DROP SCHEMA IF EXISTS \(Self.schema) CASCADE")
    }
}
