import OAuthProtocol
import Outbound

/// What came back: any octets at all, read with suspicion.
package typealias Answer = OutboundAnswer

extension OutboundAnswer {
    /// The first header field of this name; `nil` if there is none.
    func header(_ name: String) -> String? {
        headers(name).first
    }

    /// All header fields of this name as one list, in lower case.
    func list(_ name: String) -> Octets {
        headers(name).joined(separator: ",").octets.lowercased.octets
    }

    /// A header field as a finding quotes it.
    func quoted(_ name: String) -> String {
        VisibleText.quoted(header(name) ?? "absent")
    }

    /// Status and place of a redirect, for `detail`.
    var redirection: String { "\(status) to \(VisibleText.quoted(header("Location") ?? ""))" }

    /// Whether it may be stored by nobody (RFC 9111 §5.2.2.5).
    var forbidsStoring: Bool { list("Cache-Control").contains("no-store") }

    /// `Content-Type` in lower case and without parameters; empty if there is none.
    var mediaType: String { MediaType.named(by: Array(headers("Content-Type").prefix(1))) }

    var isRedirect: Bool { [301, 302, 303, 307, 308].contains(status) }
    var isSuccess: Bool { (200..<300).contains(status) }
    var isRefusal: Bool { (400..<500).contains(status) }

    /// Whether it looks like a page for people.
    var isPage: Bool {
        mediaType == "text/html" || mediaType == "application/xhtml+xml"
            || body.prefix(64).contains(UInt8(ascii: "<")) && !mediaType.octets.contains("json")
    }

    /// Status, media type and the reason that it states, for `detail`.
    var summary: String {
        let type = mediaType.isEmpty ? "" : ", \(VisibleText.line(mediaType, limit: 60))"
        return "status \(status)\(type)" + (reason.map { ", which says \"\($0)\"" } ?? "")
    }

    /// The same of an error; that there is no code for programs is worth a word.
    var errorSummary: String { summary + (errorCode == nil ? ", no error code" : "") }

    /// The body as the JSON object that it should be, or why it is none, with the body before it, as in "the body is not
    /// JSON".
    private var content: (object: JSONObject?, trouble: String?) {
        if isCut { return (nil, "is larger than \(body.count) octets") }
        do throws(JSONError) {
            let object = try JSONParser.parse(body).object
            return (object, object == nil ? "is JSON, but not an object" : nil)
        } catch .duplicateMember(let name) {
            return (nil, "names the member \(VisibleText.quoted(name)) twice")
        } catch {
            return (nil, isPage ? Self.pageTrouble : "is not JSON")
        }
    }

    static let pageTrouble = "is a page for people, not JSON"
    var object: JSONObject? { content.object }
    var trouble: String? { content.trouble }

    /// The error that a program can read, `invalid_client` and the like (RFC 6749 §5.2); `nil` if there is none.
    var errorCode: String? { object?["error"]?.string }

    /// The code, quoted, or what is there in its place.
    var shownError: String { errorCode.map { VisibleText.quoted($0) } ?? "no error code" }

    /// What is wrong with the form of the error; `nil` if nothing is.
    var errorTrouble: String? {
        if let trouble { return "the body \(trouble)" }
        guard mediaType == MediaType.json else { return "Content-Type is \(quoted("Content-Type"))" }
        guard let object, let error = object["error"] else { return "the member error is missing" }
        guard let code = error.string, !code.isEmpty else { return "the member error is not a string" }
        guard code.utf8.allSatisfy({ (0x20...0x7e).contains($0) && $0 != 0x22 && $0 != 0x5c }) else {
            return "the error code has characters that it must not have"
        }
        let nulls = object.names(.null).map { VisibleText.line($0, limit: 60) }
        if !nulls.isEmpty { return "\(nulls.joined(separator: ", ")) is null" }
        let description = object["error_description"]
        return description == nil || description?.string != nil ? nil : "error_description is not a string"
    }
}
