import OAuthProtocol
import StorageSQL

extension Dialect {
    static let postgres = Dialect(
        noLimit: "ALL", greatest: "greatest", position: "strpos", namesIndexes: false, writers: ConnectionPool.most,
        rowLock: "FOR UPDATE", octetsType: "BYTEA", tableQuery: "SELECT 1 WHERE to_regclass(?) IS NOT NULL",
        turnQuery: "SELECT 1 WHERE pg_try_advisory_xact_lock(?::int4, hashtext(current_schema()::text))")
}

/// The types of PostgreSQL that columns have, by their numbers.
enum PostgresType {
    static let integer: UInt32 = 20
    static let text: UInt32 = 25
    static let octets: UInt32 = 17
    /// Of a small number that stands in a statement.
    static let literal: UInt32 = 23

    static func number(of kind: ColumnKind) -> UInt32 {
        switch kind {
        case .integer: integer
        case .text: text
        case .octets: octets
        }
    }
}

/// The arguments of a statement as they are sent: in the binary format, one behind the other.
struct PostgresArguments: Arguments, Sendable {
    /// Never empty, so that an argument of no octets has an address too.
    private(set) var octets: [UInt8] = [0]
    /// Where each begins in `octets`, and how many it has; `nil` for null.
    private(set) var places: [(start: Int, count: Int)?] = []
    private(set) var types: [UInt32] = []

    mutating func add(_ integer: Int64) {
        add(.integer) { octets in withUnsafeBytes(of: integer.bigEndian) { octets.append(contentsOf: $0) } }
    }

    mutating func add(_ text: String) {
        add(.text) { $0.append(contentsOf: PostgresText.escaped(text)) }
    }

    mutating func add(_ octets: [UInt8]) {
        add(.octets) { $0.append(contentsOf: octets) }
    }

    mutating func addNull(of kind: ColumnKind) {
        places.append(nil)
        types.append(PostgresType.number(of: kind))
    }

    /// Gives `body` the arguments as libpq takes them.
    func withPointers<Value>(_ body: (PointersToArguments) -> Value) -> Value {
        octets.withUnsafeBufferPointer { octets in
            octets.withMemoryRebound(to: CChar.self) { octets in
                body(
                    PointersToArguments(
                        count: CInt(clamping: places.count), types: types,
                        values: places.map { place in place.flatMap { octets.baseAddress?.advanced(by: $0.start) } },
                        lengths: places.map { CInt(clamping: $0?.count ?? 0) },
                        formats: [CInt](repeating: 1, count: places.count)))
            }
        }
    }

    private mutating func add(_ kind: ColumnKind, _ append: (inout [UInt8]) -> Void) {
        let start = octets.count
        append(&octets)
        places.append((start, octets.count - start))
        types.append(PostgresType.number(of: kind))
    }
}

/// Arguments as libpq takes them, for as long as they are lent.
struct PointersToArguments {
    let count: CInt
    let types: [UInt32]
    let values: [UnsafePointer<CChar>?]
    let lengths: [CInt]
    let formats: [CInt]
}

/// Text as PostgreSQL can hold it, which is without U+0000: U+0001 and a digit stand for that and for itself, so that what is
/// written so has the order of what it stands for.
enum PostgresText {
    private static let mark: UInt8 = 1
    private static let digits: [UInt8] = [UInt8(ascii: "0"), UInt8(ascii: "1")]

    static func escaped(_ text: String) -> [UInt8] {
        let octets = Array(text.utf8)
        guard octets.contains(where: { $0 <= mark }) else { return octets }
        return octets.flatMap { $0 <= mark ? [mark, digits[Int($0)]] : [$0] }
    }

    static func unescaped(_ octets: UnsafeBufferPointer<UInt8>) -> String? {
        guard octets.contains(mark) else { return String(utf8: octets) }
        var text: [UInt8] = []
        var rest = octets[...]
        while let octet = rest.popFirst() {
            text.append(octet == mark ? (rest.popFirst() == digits[0] ? 0 : mark) : octet)
        }
        return text.withUnsafeBufferPointer { String(utf8: $0) }
    }
}

/// A row of a result.
struct PostgresRow: ResultRow {
    private let result: PostgresResult
    private let row: CInt
    private var column: CInt = 0

    init(_ row: Int, of result: PostgresResult) {
        self.result = result
        self.row = CInt(clamping: row)
    }

    var name: String { result.name(of: column) }
    var isNull: Bool { result.isNull(row, column) }

    var integer: Int64? {
        switch result.type(of: column) {
        case PostgresType.integer:
            result.withOctets(row, column) { octets in octets.reduce(Int64(0)) { $0 << 8 | Int64($1) } }
        case PostgresType.literal:
            result.withOctets(row, column) { octets in
                Int64(Int32(bitPattern: octets.reduce(0) { $0 << 8 | UInt32($1) }))
            }
        default: nil
        }
    }

    var text: String? {
        guard result.type(of: column) == PostgresType.text else { return nil }
        return result.withOctets(row, column, PostgresText.unescaped)
    }

    var octets: [UInt8]? {
        guard result.type(of: column) == PostgresType.octets else { return nil }
        return result.withOctets(row, column) { Array($0) }
    }

    mutating func skip(_ count: Int) {
        column += CInt(clamping: count)
    }
}
