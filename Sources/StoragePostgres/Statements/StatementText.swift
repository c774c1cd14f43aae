import Synchronization

/// The text of a statement as PostgreSQL takes it.
final class StatementText: Sendable {
    /// By which a connection knows it once it is prepared.
    let name: String
    let sql: String

    fileprivate init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }

    static let begin = StatementText(name: "begin", sql: "BEGIN ISOLATION LEVEL SERIALIZABLE")
    static let commit = StatementText(name: "commit", sql: "COMMIT")
    static let rollback = StatementText(name: "rollback", sql: "ROLLBACK")

    /// `$1` for each argument: for `?` the next number, for `?1` its own, for a name the number where it first stood.
    static func numbered(_ sql: String) -> String {
        var octets: [UInt8] = []
        var names: [[UInt8]: Int] = [:]
        var count = 0
        var isQuoted = false
        var rest = Array(sql.utf8)[...]
        while let octet = rest.popFirst() {
            if octet == UInt8(ascii: "'") { isQuoted.toggle() }
            // Two colons are a conversion.
            let isName =
                octet == UInt8(ascii: ":") && octets.last != UInt8(ascii: ":") && rest.first?.startsName == true
            guard !isQuoted, octet == UInt8(ascii: "?") || isName else {
                octets.append(octet)
                continue
            }
            let word = Array(rest.prefix { isName ? $0.startsName || $0 == UInt8(ascii: "_") : $0.isDigit })
            rest = rest.dropFirst(word.count)
            let number: Int
            if isName {
                number = names[word] ?? count + 1
                names[word] = number
            } else {
                number = Int(String(decoding: word, as: UTF8.self)) ?? count + 1
            }
            count = max(count, number)
            octets += Array("$\(number)".utf8)
        }
        return String(decoding: octets, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var startsName: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

/// The texts of the statements that were ever asked for, of which there is a fixed number: none has a value in it.
final class StatementTexts: Sendable {
    private let known = Mutex<[String: StatementText]>([:])

    subscript(_ sql: String) -> StatementText {
        known.withLock { known in
            if let text = known[sql] { return text }
            let text = StatementText(name: "s\(known.count)", sql: StatementText.numbered(sql))
            known[sql] = text
            return text
        }
    }
}

/// A statement with its arguments.
struct StatementCall: Sendable {
    let text: StatementText
    let arguments: PostgresArguments

    init(_ text: StatementText, _ arguments: PostgresArguments = PostgresArguments()) {
        self.text = text
        self.arguments = arguments
    }
}
