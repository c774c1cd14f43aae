import GRDBSQLite
import OAuthProtocol
import Storage

/// The row that a statement stands on, read column by column from left to right, in the order of the `SELECT`.
struct Row {
    private let statement: OpaquePointer
    private var index: CInt = 0

    init(of statement: OpaquePointer) {
        self.statement = statement
    }

    /// The next column.
    ///
    /// - Throws: `.damaged` if it is null or holds something else.
    mutating func value<Value: ColumnValue>() throws(StorageError) -> Value {
        guard let value: Value = try optional() else { throw damaged(index - 1) }
        return value
    }

    /// The next column; `nil` if it is null.
    ///
    /// - Throws: `.damaged` if it holds something else.
    mutating func optional<Value: ColumnValue>() throws(StorageError) -> Value? {
        defer { index += 1 }
        if sqlite3_column_type(statement, index) == SQLITE_NULL { return nil }
        guard let value = Value(of: statement, at: index) else { throw damaged(index) }
        return value
    }

    /// The next two columns: a client's identifier, and which registration of it.
    ///
    /// - Throws: `.damaged` if one is null or holds something else.
    mutating func registration() throws(StorageError) -> ClientRegistration {
        ClientRegistration(id: try value(), instance: try value())
    }

    /// Passes over columns.
    mutating func skip(_ count: Int) {
        index += CInt(clamping: count)
    }

    private func damaged(_ index: CInt) -> StorageError {
        let name = sqlite3_column_name(statement, index).map { String(cString: $0) } ?? "\(index)"
        return StorageError(.damaged, "the column \(name) holds what cannot be read")
    }
}
