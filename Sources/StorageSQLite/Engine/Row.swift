import GRDBSQLite
import Storage

/// The row that a statement stands on, read column by column from left to right, in the order of the `SELECT`.
struct Row {
    private let statement: OpaquePointer
    private var index: CInt = 0

    init(of statement: OpaquePointer) {
        self.statement = statement
    }

    /// Whether the next column is null.
    var isNull: Bool { sqlite3_column_type(statement, index) == SQLITE_NULL }

    /// The next column.
    ///
    /// - Throws: `.damaged` if it holds something else, or is null where it may not be.
    mutating func value<Value: ColumnValue>() throws(StorageError) -> Value {
        guard let value = isNull ? Value.ofNull : Value(of: statement, at: index) else {
            let name = sqlite3_column_name(statement, index).map { String(cString: $0) } ?? "\(index)"
            throw StorageError(.damaged, "the column \(name) holds what cannot be read")
        }
        index += 1
        return value
    }

    /// Passes over columns.
    mutating func skip(_ count: Int) {
        index += CInt(clamping: count)
    }
}
