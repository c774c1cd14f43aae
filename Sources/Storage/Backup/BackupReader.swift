import Crypto
import OAuthProtocol

/// Reads a backup from its first line to its last, and takes nothing that is not as it was written.
package struct BackupReader {
    package enum Entry: Equatable {
        case table(String, columns: [String])
        case row([BackupValue])
    }

    package let header: BackupHeader
    /// How many rows were read.
    package private(set) var rows = 0
    private var lines: Lines
    private var digest = SHA256()
    /// How many the table has that is being read; `nil` before the first.
    private var columns: Int?

    /// Reads the header.
    ///
    /// - Parameter read: gives the backup's octets, piece by piece; `nil` at the end.
    /// - Throws: `BackupError` if this is no backup, or one of a later version's; what `read` throws.
    package init(_ read: @escaping () throws -> [UInt8]?) throws {
        lines = Lines(read)
        let line = try lines.next() ?? []
        guard let object = (try? JSONParser.parse(line))?.object, let format = object["cardea_backup"]?.integer else {
            throw BackupError("this is no backup of cardea: its first line is not the one of a backup")
        }
        guard format == BackupHeader.format else {
            throw BackupError("the backup is of format \(format), and this version reads \(BackupHeader.format)")
        }
        guard let moment = object["created_at"]?.integer, let program = object["version"]?.string,
            let schema = object["schema"]?.strings
        else { throw BackupError("the backup is damaged: line 1 does not say what it is of") }
        header = BackupHeader(
            createdAt: Timestamp(moment), program: program, schema: schema,
            mark: object["mark"]?.string.flatMap { Base64URL.decode($0) })
        count(line)
    }

    /// What comes next; `nil` at the end, when all is known to be as it was written.
    ///
    /// - Throws: `BackupError`, naming the line, for what is damaged, changed or cut off; what reading throws.
    package mutating func next() throws -> Entry? {
        guard let line = try lines.next() else {
            throw BackupError("the backup ends in the middle: its last line, with the digest, is missing")
        }
        let value = try? JSONParser.parse(line)
        if let values = value?.array {
            let row = values.compactMap(BackupValue.init(json:))
            guard row.count == values.count, row.count == columns else { throw broken("is not a row of its table") }
            count(line)
            rows += 1
            return .row(row)
        }
        if let name = value?.object?["table"]?.string, let names = value?.object?["columns"]?.strings {
            count(line)
            columns = names.count
            return .table(name, columns: names)
        }
        guard let expected = value?.object?["sha256"]?.string, let total = value?.object?["rows"]?.integer else {
            throw broken("is neither a table, nor a row, nor the end")
        }
        guard expected.octets == digest.hexadecimal.octets, total == rows, try lines.areOver() else {
            throw BackupError("the backup was changed or damaged: its digest is not the one that it ends with")
        }
        return nil
    }

    private mutating func count(_ line: [UInt8]) {
        digest.update(data: line)
        digest.update(data: [.newline])
    }

    private func broken(_ fault: String) -> BackupError {
        BackupError("the backup is damaged: line \(lines.count) \(fault)")
    }
}

/// The lines of what comes in pieces.
private struct Lines {
    /// Octets that a line may have: more than any row of ours, and little enough for what is no backup to be refused.
    private static let longest = 1 << 24

    /// How many were read.
    private(set) var count = 0
    private let read: () throws -> [UInt8]?
    private var piece: ArraySlice<UInt8> = []

    init(_ read: @escaping () throws -> [UInt8]?) {
        self.read = read
    }

    /// The next line without its end; `nil` at the end of all, also behind half a line.
    ///
    /// - Throws: `BackupError` for a line that is longer than any of ours; what reading throws.
    mutating func next() throws -> [UInt8]? {
        var line: [UInt8] = []
        while true {
            if let end = piece.firstIndex(of: .newline) {
                line += piece[..<end]
                piece = piece[(end + 1)...]
                count += 1
                return line
            }
            line += piece
            piece = []
            guard line.count <= Self.longest else {
                throw BackupError("line \(count + 1) is longer than any of a backup")
            }
            guard let more = try read() else { return nil }
            piece = more[...]
        }
    }

    /// Whether nothing at all follows.
    mutating func areOver() throws -> Bool {
        guard piece.isEmpty else { return false }
        return try read() == nil
    }
}
