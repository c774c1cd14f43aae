import GRDBSQLite
import OAuthProtocol
import StorageSQL

extension Dialect {
    static let sqlite = Dialect(
        noLimit: "-1", greatest: "max", position: "instr", namesIndexes: true, writers: 1, rowLock: nil,
        octetsType: "BLOB", tableQuery: "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", turnQuery: nil)
}

/// The arguments of a statement of SQLite's, which are bound to it one by one.
final class SQLiteArguments: Arguments {
    private let statement: OpaquePointer
    private var count: CInt = 0
    /// SQLite's code for the first that could not be bound.
    private(set) var result = SQLITE_OK

    init(of statement: OpaquePointer) {
        self.statement = statement
    }

    func add(_ integer: Int64) {
        add { sqlite3_bind_int64($0, $1, integer) }
    }

    func add(_ text: String) {
        add { sqlite3_bind_text($0, $1, text, CInt(clamping: text.utf8.count), copied) }
    }

    func add(_ octets: [UInt8]) {
        add { statement, index in
            // A blob of no octets has no address, which SQLite would take for null.
            guard !octets.isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
            return sqlite3_bind_blob(statement, index, octets, CInt(clamping: octets.count), copied)
        }
    }

    func addNull(of kind: ColumnKind) {
        add { sqlite3_bind_null($0, $1) }
    }

    private func add(_ bind: (_ statement: OpaquePointer, _ index: CInt) -> CInt) {
        count += 1
        if result == SQLITE_OK { result = bind(statement, count) }
    }
}

/// Has SQLite copy what is bound, so that nothing outlives the call (`SQLITE_TRANSIENT`, a cast that C macros hide).
private let copied = unsafeBitCast(OpaquePointer(bitPattern: -1), to: sqlite3_destructor_type.self)

/// The row on which a statement of SQLite's stands.
struct SQLiteRow: ResultRow {
    private let statement: OpaquePointer
    private var index: CInt = 0

    init(of statement: OpaquePointer) {
        self.statement = statement
    }

    var name: String { sqlite3_column_name(statement, index).map { String(cString: $0) } ?? "\(index)" }
    var isNull: Bool { sqlite3_column_type(statement, index) == SQLITE_NULL }

    var integer: Int64? {
        guard sqlite3_column_type(statement, index) == SQLITE_INTEGER else { return nil }
        return sqlite3_column_int64(statement, index)
    }

    var text: String? {
        guard sqlite3_column_type(statement, index) == SQLITE_TEXT, let start = sqlite3_column_text(statement, index)
        else { return nil }
        let count = Int(sqlite3_column_bytes(statement, index))
        return String(utf8: UnsafeBufferPointer(start: start, count: count))
    }

    var octets: [UInt8]? {
        guard sqlite3_column_type(statement, index) == SQLITE_BLOB else { return nil }
        let count = Int(sqlite3_column_bytes(statement, index))
        return Array(UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, index), count: count))
    }

    mutating func skip(_ count: Int) {
        index += CInt(clamping: count)
    }
}
