import Foundation
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

    /// Opens a store on the file.
    func open(onCommit: @escaping @Sendable (Int) -> Void = { _ in }) throws -> SQLiteStore {
        try SQLiteStore(path: path, onCommit: onCommit)
    }
}
