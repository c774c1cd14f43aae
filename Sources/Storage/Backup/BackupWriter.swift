import Crypto
import OAuthProtocol

/// Writes a backup: JSON texts, one to a line, so that what there is can be looked at with everybody's tools. The first is the
/// header; each table is a line with its name and columns, and one for each row; the last has the SHA-256 digest of all before it.
package struct BackupWriter {
    /// Octets that are gathered before they are handed on.
    private static let piece = 1 << 16

    private let write: ([UInt8]) throws -> Void
    private var digest = SHA256()
    private var gathered: [UInt8] = []
    /// How many rows were added.
    package private(set) var rows = 0

    /// - `write`: takes the backup's octets, piece by piece.
    /// - Throws: what `write` throws.
    package init(_ header: BackupHeader, to write: @escaping ([UInt8]) throws -> Void) throws {
        self.write = write
        var line: JSONObject = [
            "cardea_backup": .integer(BackupHeader.format), "created_at": .integer(header.createdAt.seconds),
            "version": .string(header.program), "schema": .strings(header.schema),
        ]
        line["mark"] = header.mark.map { .string(Base64URL.encode($0)) }
        try end(.object(line))
    }

    /// Begins a table, of which every row has a value for each of `columns`.
    ///
    /// - Throws: what `write` throws; so do the others.
    package mutating func begin(_ table: String, columns: [String]) throws {
        try end(["table": .string(table), "columns": .strings(columns)])
    }

    /// Adds a row to the table that was begun last.
    ///
    /// - Throws: what `write` throws.
    package mutating func add(_ row: [BackupValue]) throws {
        rows += 1
        try end(.array(row.map(\.json)))
    }

    /// Writes the last line. Nothing may follow.
    ///
    /// - Throws: what `write` throws.
    package mutating func finish() throws {
        try handOn()
        try write(
            JSONValue.object(["rows": .integer(rows), "sha256": .string(digest.hexadecimal)]).octets + [.newline])
    }

    private mutating func end(_ text: JSONValue) throws {
        gathered += text.octets
        gathered.append(.newline)
        if gathered.count >= Self.piece { try handOn() }
    }

    private mutating func handOn() throws {
        digest.update(data: gathered)
        try write(gathered)
        gathered.removeAll(keepingCapacity: true)
    }
}

extension UInt8 {
    static let newline = UInt8(ascii: "\n")
}

extension SHA256 {
    /// The digest as `sha256sum` prints it.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

extension BackupValue {
    /// Octets in base64url under a name, since text may be any.
    fileprivate var json: JSONValue {
        switch self {
        case .null: .null
        case .integer(let number): .integer(number)
        case .text(let text): .string(text)
        case .octets(let octets): .object(["octets": .string(Base64URL.encode(octets))])
        }
    }

    /// `nil` for what no backup has.
    init?(json: JSONValue) {
        switch json {
        case .null: self = .null
        case .number:
            guard let number = json.integer else { return nil }
            self = .integer(number)
        case .string(let text): self = .text(text)
        case .object(let object):
            guard let octets = object["octets"]?.string.flatMap({ Base64URL.decode($0) }) else { return nil }
            self = .octets(octets)
        case .bool, .array: return nil
        }
    }
}
