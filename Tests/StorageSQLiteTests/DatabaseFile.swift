import Foundation
import GRDB
import Storage
import StorageSQLite

/// A database file in a directory of its own, which leaves with it.
final class DatabaseFile: Sendable {
    let path: String
    private let directory: String

    init() throws {
        var template = (NSTemporaryDirectory() + "cardea-storage-XXXXXX").utf8CString.map { $0 }
        guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = directory + "/cardea.sqlite"
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
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
