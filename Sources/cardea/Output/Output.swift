import Foundation
import OAuthProtocol

/// What a command says on standard output: one JSON value for programs, or text for people.
struct Output: Sendable {
    let isJSON: Bool

    /// - `text`: for people, without its last line end; not asked for when programs read.
    func write(_ json: JSONValue, text: @autoclosure () -> String) {
        let octets = isJSON ? json.octets : Array(text().utf8)
        FileHandle.standardOutput.write(Data(octets + [UInt8(ascii: "\n")]))
    }

    /// An object, whose members people read below each other.
    func write(_ object: JSONObject) {
        write(.object(object), text: TextTable.fields(of: object))
    }

    /// A list: of objects for programs, of rows below `heading` for people.
    func write(_ objects: [JSONObject], _ heading: [String], _ rows: [[String]], whenEmpty: String) {
        write(.array(objects.map(JSONValue.object)), text: TextTable.list(heading, rows, whenEmpty: whenEmpty))
    }
}

/// What a command says beside its answer.
enum StandardError {
    /// Writes one line.
    static func write(_ line: String) {
        FileHandle.standardError.write(Data("\(line)\n".utf8))
    }

    static func warn(_ warning: String) {
        write("Warning: \(warning)")
    }
}
