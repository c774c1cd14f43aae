import Foundation
import Logging
import OAuthProtocol

/// A log event ready to be written.
struct LogLine {
    /// Since the epoch.
    let milliseconds: Int64
    let level: Logger.Level
    let label: String
    let message: String
    let fields: [(name: String, value: JSONValue)]

    /// One JSON object and a line end. The names of the fixed members win over fields of the same name.
    var json: [UInt8] {
        var object: JSONObject = [
            "time": .string(time), "level": .string(level.rawValue), "logger": .string(label),
            "message": .string(message),
        ]
        for field in fields where object[field.name] == nil {
            object.append(field.name, field.value)
        }
        return object.octets + [UInt8(ascii: "\n")]
    }

    /// `09:30:00.123 info  message name=value …` and a line end.
    var text: [UInt8] {
        let moment = time.dropFirst("2026-01-31T".count).dropLast()
        let word = level.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
        let pairs = fields.map { " \(VisibleText.line($0.name))=\(Self.shown($0.value))" }.joined()
        return Array("\(moment) \(word) \(VisibleText.line(message))\(pairs)\n".utf8)
    }

    /// RFC 3339 in UTC, to the millisecond.
    private var time: String {
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        return CivilTime(Timestamp(seconds)).rfc3339(milliseconds: Int(rest))
    }

    /// Quotes what would not read as one word.
    private static func shown(_ value: JSONValue) -> String {
        guard let text = value.string else { return String(decoding: value.octets, as: UTF8.self) }
        let isWord = !text.isEmpty && text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" && $0 != "=" }
        return isWord ? VisibleText.line(text) : "\"\(VisibleText.line(text.replacing("\"", with: "\\\"")))\""
    }
}
