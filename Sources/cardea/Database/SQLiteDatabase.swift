import Foundation
import OAuthProtocol
import Storage
import StorageSQL
import StorageSQLite

/// A database of SQLite, which is a file.
struct SQLiteDatabase: DatabaseEngine {
    /// In full.
    let name: String
    /// As it was said, which is what SQLite names in its errors.
    private let path: String

    init(path: String) {
        self.path = path
        name = URL(fileURLWithPath: path).standardizedFileURL.path
    }

    func isThere() throws(CommandError) -> Bool {
        try Self.exists(name)
    }

    func open(
        isServing: Bool, onCommit: @escaping @Sendable (_ operations: Int) -> Void,
        onTrouble: @escaping @Sendable (StorageError?) -> Void
    ) throws -> any Store {
        try SQLiteStore(
            path: path, reserve: isServing ? SQLiteStore.usualReserve : 0, onCommit: onCommit, onTrouble: onTrouble)
    }

    func withScratch<Result>(
        onCommit: @escaping @Sendable (_ operations: Int) -> Void, _ body: (any Store) async throws -> Result
    ) async throws -> Result {
        let scratch = try ScratchDirectory(beside: name)
        return try await Database.lend(SQLiteStore(path: scratch.databasePath, onCommit: onCommit), to: body)
    }

    func migrate() throws -> [String] { try SQLiteStore.migrate(path: path) }

    func pendingMigrations() throws -> [String] { try SQLiteStore.pendingMigrations(path: path) }

    func backUp(
        at now: Timestamp, mark: [UInt8], onTrouble: (StorageError) -> Void, onTable: (String) -> Void,
        to write: @escaping ([UInt8]) throws -> Void
    ) throws -> Int {
        try SQLiteStore.backUp(
            path: path, at: now, program: Cardea.version, mark: mark, onTrouble: onTrouble, onTable: onTable, to: write)
    }

    func restore(_ backup: inout BackupReader, asking isAsking: Bool) throws -> ReplacedDatabase {
        try Restoration(to: name, asking: isAsking, now: LiveClock().now).perform(&backup)
    }

    func state() throws -> DatabaseState { try SQLiteStore.state(path: path) }

    func withCopied<Result>(_ body: (any CopiedDatabase) throws -> Result) throws -> Result {
        try SQLiteStore.withCopied(path: path, body)
    }

    /// - Throws: `CommandError` if that cannot be seen.
    static func exists(_ path: String) throws(CommandError) -> Bool {
        var status = stat()
        if stat(path, &status) == 0 { return true }
        let reason = errno
        guard reason == ENOENT || reason == ENOTDIR else {
            throw CommandError("\(path) cannot be looked for: \(String(cString: strerror(reason)))")
        }
        return false
    }
}
