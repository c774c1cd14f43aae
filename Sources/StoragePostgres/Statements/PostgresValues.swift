import OAuthProtocol
import StorageSQL

extension Dialect {
    static let postgres = Dialect(noLimit: "ALL", greatest: "greatest", position: "strpos", namesIndexes: false)
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

    private mutating func add(_ kind: ColumnKind, _ append: (inout [UInt8]) -> Void) {
        let start = octets.count
        append(&octets)
        places.append((start, octets.count - start))
        types.append(PostgresType.number(of: kind))
    }
}

/// Text as PostgreSQL can hold it, which is without U+0000. A noncharacter that no text has any use for stands in its place.
enum PostgresText {
    private static let standIn: [UInt8] = [0xf4, 0x8f, 0xbf, 0xbf]

    static func escaped(_ text: String) -> [UInt8] {
        let octets = Array(text.utf8)
        guard octets.contains(0) else { return octets }
        return octets.flatMap { $0 == 0 ? standIn : [$0] }
    }

    static func unescaped(_ octets: UnsafeBufferPointer<UInt8>) -> String? {
        guard octets.contains(standIn[0]) else { return String(utf8: octets) }
        var restored: [UInt8] = []
        var index = 0
        while index < octets.count {
            if octets[index...].starts(with: standIn) {
                restored.append(0)
                index += standIn.count
            } else {
                restored.append(octets[index])
                index += 1
            }
        }
        return restored.withUnsafeBufferPointer { String(utf8: $0) }
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
