import Foundation
import GRDB
import Storage
import StorageSQLite
import StorageTesting

/// A database file in a directory of its own, which leaves with it.
final class DatabaseFile: Sendable {
    let path: String
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path + "/cardea.sqlite"
    }

    /// Changes the file behind every store's back.
    func execute(_ sql: String) throws {
        try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: sql) }
    }

    /// How many rows a table has.
    func count(_ table: String) throws -> Int? {
        try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") }
    }

    /// Opens a store on the file.
    func open(onCommit: @escaping @Sendable (Int) -> Void = { _ in }) throws -> SQLiteStore {
        try SQLiteStore(path: path, onCommit: onCommit)
    }
}
