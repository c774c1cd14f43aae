import OAuthProtocol
import Storage
import StorageSQL

/// What the program asks of an engine besides its store.
protocol DatabaseEngine: Sendable {
    /// As people are told where it is: a file in full, or an address without what is secret in it.
    var name: String { get }

    /// - Throws: `CommandError` or `StorageError` if that cannot be seen.
    func isThere() throws -> Bool

    /// Opens it, and brings it up to this program's schema.
    ///
    /// - `isServing`: whether a server is to stay with it, and must get by when the disk is full.
    /// - `onCommit`: told after each transaction how many operations it held.
    /// - `onTrouble`: told what keeps writes from being done, when that begins; `nil` when it is over.
    func open(
        isServing: Bool, onCommit: @escaping @Sendable (_ operations: Int) -> Void,
        onTrouble: @escaping @Sendable (StorageError?) -> Void
    ) throws -> any Store

    /// A database with the same settings beside this one, for measuring. This one is not touched, and of the other nothing is
    /// left.
    ///
    /// - `onCommit`: told after each transaction how many operations it held.
    /// - Throws: `CommandError` if nothing can be made there, `StorageError` for the database, and what `body` throws.
    func withScratch<Result>(
        onCommit: @escaping @Sendable (_ operations: Int) -> Void, _ body: (any Store) async throws -> Result
    ) async throws -> Result

    /// Brings it up to this program's schema, making it if there is none.
    ///
    /// - Returns: the names of the migrations that were applied.
    func migrate() throws -> [String]

    /// The names of the migrations that it lacks. Changes nothing.
    func pendingMigrations() throws -> [String]

    /// Writes all of it as it is at one moment, while others go on using it.
    ///
    /// - `mark`: of this backup, unlike every other.
    /// - `onTrouble`: told why it cannot remember the backup.
    /// - `onTable`: told of each table before its rows are written.
    /// - `write`: takes the backup's octets, piece by piece.
    /// - Returns: how many rows there are.
    /// - Throws: `StorageError` for the database, and what `write` throws.
    func backUp(
        at now: Timestamp, mark: [UInt8], onTrouble: (StorageError) -> Void, onTable: (String) -> Void,
        to write: @escaping ([UInt8]) throws -> Void
    ) throws -> Int

    /// Makes a database of a backup in place of this one, which nobody may have open.
    ///
    /// - `isAsking`: whether this one is asked what was spent or revoked since.
    /// - Returns: what became of the one that was there.
    /// - Throws: `BackupError` for the backup, `StorageError` for the database.
    func restore(_ backup: inout BackupReader, asking isAsking: Bool) throws -> ReplacedDatabase

    /// Whether it is all of what it should be. Changes nothing.
    func state() throws -> DatabaseState

    /// Opens it as one that is copied, or filled by a copy, for the time of `body`.
    func withCopied<Result>(_ body: (any CopiedDatabase) throws -> Result) throws -> Result
}
