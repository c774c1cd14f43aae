import OAuthProtocol

/// What came back: any octets at all, read with suspicion.
package struct Answer: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
    /// Whether there was more than was read.
    package var isCut = false
    package let receivedAt: Timestamp

    /// The first header field of this name; `nil` if there is none.
    func header(_ name: String) -> String? {
        headers(name).first
    }

    /// All header fields of this name.
    func headers(_ name: String) -> [String] {
        headers.filter { $0.name.octets.lowercased == name.octets.lowercased }.map(\.value)
    }

    /// A header field as a finding quotes it.
    func quoted(_ name: String) -> String {
        VisibleText.quoted(header(name) ?? "absent")
    }

    /// Where a redirect leads, quoted.
    var quotedLocation: String { VisibleText.quoted(header("Location") ?? "") }

    /// Whether it may be stored by nobody (RFC 9111 §5.2.2.5).
    var forbidsStoring: Bool {
        headers("Cache-Control").joined(separator: ",").octets.lowercased.octets.contains("no-store")
    }

    /// `Content-Type` in lower case and without parameters; empty if there is none.
    var mediaType: String {
        MediaType.named(by: Array(headers("Content-Type").prefix(1)))
    }

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

    /// The body as the JSON object that it should be.
    func object() throws(DocumentTrouble) -> JSONObject {
        guard !isCut else { throw .tooLarge(body.count) }
        let value: JSONValue
        do {
            value = try JSONParser.parse(body)
        } catch {
            switch error {
            case .duplicateMember(let name): throw .repeatedMember(name)
            case .malformed, .tooDeep: throw isPage ? .page : .notJSON
            }
        }
        guard let object = value.object else { throw .notAnObject }
        return object
    }
}

/// Why a body is not the JSON object that it should be.
enum DocumentTrouble: Error, Equatable {
    case page
    case notJSON
    case repeatedMember(String)
    case notAnObject
    case tooLarge(Int)

    /// With the body before it, as in "the body is not JSON".
    var explanation: String {
        switch self {
        case .page: "is a page for people, not JSON"
        case .notJSON: "is not JSON"
        case .repeatedMember(let name): "names the member \(VisibleText.quoted(name)) twice"
        case .notAnObject: "is JSON, but not an object"
        case .tooLarge(let octets): "is larger than \(octets) octets"
        }
    }
}
