import OAuthProtocol

/// A request that a command makes of a server.
struct WebQuestion: Sendable {
    let url: String
    /// The form to post; `nil` makes it a GET.
    var form: String?
    /// The value of the `Authorization` header; `nil` sends none.
    var authorization: String?
}

/// What the server said.
struct WebReply: Sendable {
    let status: Int
    let body: [UInt8]

    /// The body as a JSON object; `nil` if it is something else.
    var json: JSONObject? { (try? JSONParser.parse(document: body))?.object }
}

/// Why a server did not answer: it may another time.
struct Unreachable: Error, CustomStringConvertible {
    let description: String
}
