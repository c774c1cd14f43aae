import GRDBSQLite

/// A value that a statement takes as an argument. Arguments are bound as they are, without a box or a dictionary on the
/// way: that is half of what a small statement costs.
protocol Bindable {
    /// - Returns: SQLite's result code.
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt
}

/// A value that a column holds.
protocol ColumnValue: Bindable {
    /// `nil` if the column holds something else. The column is not null.
    init?(of statement: OpaquePointer, at index: CInt)
}

extension Optional: Bindable where Wrapped: Bindable {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        switch self {
        case let value?: value.bind(to: statement, at: index)
        case nil: sqlite3_bind_null(statement, index)
        }
    }
}

/// Has SQLite copy what is bound, so that nothing outlives the call (`SQLITE_TRANSIENT`, a cast that C macros hide).
private let copied = unsafeBitCast(OpaquePointer(bitPattern: -1), to: sqlite3_destructor_type.self)

extension Int64: ColumnValue {
    init?(of statement: OpaquePointer, at index: CInt) {
        guard sqlite3_column_type(statement, index) == SQLITE_INTEGER else { return nil }
        self = sqlite3_column_int64(statement, index)
    }

    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        sqlite3_bind_int64(statement, index, self)
    }
}

extension String: ColumnValue {
    init?(of statement: OpaquePointer, at index: CInt) {
        guard sqlite3_column_type(statement, index) == SQLITE_TEXT, let start = sqlite3_column_text(statement, index)
        else { return nil }
        let count = Int(sqlite3_column_bytes(statement, index))
        self.init(validating: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        sqlite3_bind_text(statement, index, self, CInt(clamping: utf8.count), copied)
    }
}

extension Array: Bindable where Element == UInt8 {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        // A blob of no octets has no address, which SQLite would take for null.
        guard !isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
        return sqlite3_bind_blob(statement, index, self, CInt(clamping: count), copied)
    }
}

extension Array: ColumnValue where Element == UInt8 {
    init?(of statement: OpaquePointer, at index: CInt) {
        guard sqlite3_column_type(statement, index) == SQLITE_BLOB else { return nil }
        let count = Int(sqlite3_column_bytes(statement, index))
        self.init(UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, index), count: count))
    }
}
