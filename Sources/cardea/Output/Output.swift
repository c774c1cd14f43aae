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
}
