import OAuthProtocol

/// A request that the doctor makes.
package struct OutgoingRequest: Sendable {
    /// Octets of an answer that are read; the rest is left where it is.
    package static let ordinaryLimit = 64 * 1024
    /// The same for sets of keys.
    package static let largeLimit = 1024 * 1024

    package var method: String
    package var url: WebURI
    package var headers: [(name: String, value: String)] = []
    package var body: [UInt8] = []
    /// Octets of the answer's body that are read.
    package var limit = Self.ordinaryLimit

    package init(_ method: String, _ url: WebURI) {
        self.method = method
        self.url = url
    }

    /// A document that is wanted as JSON, asked for as MCP clients do.
    static func document(_ url: WebURI, limit: Int = ordinaryLimit) -> OutgoingRequest {
        var request = OutgoingRequest("GET", url)
        request.headers = [
            ("Accept", "application/json"), ("MCP-Protocol-Version", MCP.revision),
            ("Origin", CrossOriginRequest.origin),
        ]
        request.limit = limit
        return request
    }

    /// A form, posted (RFC 6749 §3.2).
    static func form(_ url: WebURI, _ fields: [(name: String, value: String)]) -> OutgoingRequest {
        var request = OutgoingRequest("POST", url)
        request.headers = [
            ("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json"),
            ("Origin", CrossOriginRequest.origin),
        ]
        request.body = Array(FormText.encode(fields).utf8)
        return request
    }

    /// A JSON text, posted.
    static func json(_ url: WebURI, _ value: JSONValue) -> OutgoingRequest {
        var request = OutgoingRequest("POST", url)
        request.headers = [
            ("Content-Type", "application/json"), ("Accept", "application/json"), ("Origin", CrossOriginRequest.origin),
        ]
        request.body = value.octets
        return request
    }
}

/// Fields as `application/x-www-form-urlencoded`, which serves for queries too.
enum FormText {
    static func encode(_ fields: [(name: String, value: String)]) -> String {
        PercentEncoding.query(fields)
    }

    /// The fields of a query or a form, as far as they can be read.
    static func decode(_ text: some StringProtocol) -> [(name: String, value: String)] {
        String(text).octets.split("&").compactMap { pair in
            guard let name = PercentEncoding.decode(pair.octets.before("=").utf8, form: true) else { return nil }
            let value = pair.octets.cut(at: "=")?.after ?? ""
            return PercentEncoding.decode(value.utf8, form: true).map { (name, $0) }
        }
    }
}

/// What is said of the Model Context Protocol, whose clients are the strictest that most servers meet.
enum MCP {
    /// The revision that is spoken.
    static let revision = "2025-11-25"
}
