import OAuthProtocol
import Outbound

extension OutboundRequest {
    /// Octets of an answer that are read; the rest is left where it is.
    static let ordinaryLimit = 64 * 1024
    /// The same for sets of keys.
    static let largeLimit = 1024 * 1024
    /// The revision of the Model Context Protocol that is spoken: its clients are the strictest that most servers meet.
    static let revision = "2025-11-25"

    init(
        _ method: String, _ url: WebURI, _ headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        limit: Int = ordinaryLimit
    ) {
        self.init(url, reading: .beginning(limit: limit))
        self.method = method
        self.headers = headers
        self.body = body
    }

    /// A document that is wanted as JSON, asked for as MCP clients do.
    static func document(_ url: WebURI, limit: Int = ordinaryLimit) -> OutboundRequest {
        let headers = [
            ("Accept", MediaType.json), ("MCP-Protocol-Version", revision), ("Origin", Nowhere.origin),
        ]
        return OutboundRequest("GET", url, headers, limit: limit)
    }

    /// A form, posted (RFC 6749 §3.2).
    static func form(_ url: WebURI, _ fields: [(name: String, value: String)]) -> OutboundRequest {
        post(url, Array(PercentEncoding.query(fields).utf8), MediaType.form)
    }

    /// A JSON text, posted.
    static func json(_ url: WebURI, _ object: JSONObject, accept: String = MediaType.json) -> OutboundRequest {
        post(url, object.octets, MediaType.json, accept: accept)
    }

    private static func post(
        _ url: WebURI, _ body: [UInt8], _ type: String, accept: String = MediaType.json
    ) -> OutboundRequest {
        let headers = [("Content-Type", type), ("Accept", accept), ("Origin", Nowhere.origin)]
        return OutboundRequest("POST", url, headers, body: body)
    }

    /// The same with a token (RFC 6750 §2.1).
    func with(token: String?) -> OutboundRequest {
        var copy = self
        if let token { copy.headers.append(("Authorization", "Bearer \(token)")) }
        return copy
    }
}
