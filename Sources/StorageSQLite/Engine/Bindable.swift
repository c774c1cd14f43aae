import GRDBSQLite
import OAuthProtocol

/// The arguments of a statement, bound from the first to the last.
struct Arguments {
    private let statement: OpaquePointer
    private var count: CInt = 0
    /// SQLite's code for the first that could not be bound.
    private(set) var result = SQLITE_OK

    init(of statement: OpaquePointer) {
        self.statement = statement
    }

    /// Binds the next one by what gives a result code of SQLite's.
    mutating func add(_ bind: (_ statement: OpaquePointer, _ index: CInt) -> CInt) {
        count += 1
        if result == SQLITE_OK { result = bind(statement, count) }
    }

    /// Binds null to the next one.
    mutating func addNull() { add { sqlite3_bind_null($0, $1) } }
}

/// What a statement takes as one argument or several. Arguments are bound as they are, without a box or a dictionary on
/// the way: that is half of what a small statement costs.
protocol Bindable: Sendable {
    func bind(to arguments: inout Arguments)
}

/// A value that a column holds.
protocol ColumnValue: Bindable {
    /// What a column holds that is null; `nil` if it may not be.
    static var ofNull: Self? { get }

    /// `nil` if the column holds something else. The column is not null.
    init?(of statement: OpaquePointer, at index: CInt)
}

extension ColumnValue {
    static var ofNull: Self? { nil }
}

extension Optional: Bindable where Wrapped: ColumnValue {
    func bind(to arguments: inout Arguments) {
        if let self { self.bind(to: &arguments) } else { arguments.addNull() }
    }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    static var ofNull: Self? { .some(nil) }

    init?(of statement: OpaquePointer, at index: CInt) {
        guard let value = Wrapped(of: statement, at: index) else { return nil }
        self = value
    }
}

/// Has SQLite copy what is bound, so that nothing outlives the call (`SQLITE_TRANSIENT`, a cast that C macros hide).
private let copied = unsafeBitCast(OpaquePointer(bitPattern: -1), to: sqlite3_destructor_type.self)

extension Int64: ColumnValue {
    init?(of statement: OpaquePointer, at index: CInt) {
        guard sqlite3_column_type(statement, index) == SQLITE_INTEGER else { return nil }
        self = sqlite3_column_int64(statement, index)
    }

    func bind(to arguments: inout Arguments) {
        arguments.add { sqlite3_bind_int64($0, $1, self) }
    }
}

extension String: ColumnValue {
    init?(of statement: OpaquePointer, at index: CInt) {
        guard sqlite3_column_type(statement, index) == SQLITE_TEXT, let start = sqlite3_column_text(statement, index)
        else { return nil }
        let count = Int(sqlite3_column_bytes(statement, index))
        self.init(utf8: UnsafeBufferPointer(start: start, count: count))
    }

    func bind(to arguments: inout Arguments) {
        arguments.add { sqlite3_bind_text($0, $1, self, CInt(clamping: utf8.count), copied) }
    }
}

/// Octets.
struct Blob: ColumnValue {
    let octets: [UInt8]

    init(_ octets: [UInt8]) {
        self.octets = octets
    }

    init?(of statement: OpaquePointer, at index: CInt) {
        guard sqlite3_column_type(statement, index) == SQLITE_BLOB else { return nil }
        let count = Int(sqlite3_column_bytes(statement, index))
        octets = Array(UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, index), count: count))
    }

    func bind(to arguments: inout Arguments) {
        arguments.add { statement, index in
            // A blob of no octets has no address, which SQLite would take for null.
            guard !octets.isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
            return sqlite3_bind_blob(statement, index, octets, CInt(clamping: octets.count), copied)
        }
    }
}
