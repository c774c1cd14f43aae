import HTTPTypes
import OAuthProtocol
import OAuthServer
import WebServer

/// `/_mcp/server`: MCP over streamable HTTP (Model Context Protocol, revision 2025-06-18, Transports). Each message is a POST
/// and is answered in JSON; there are no sessions and no streams, so GET and DELETE are not there, as the revision allows.
/// What it tells it tells everybody, so scripts of any origin may ask.
struct MCPEndpoint: Endpoint {
    /// Messages that may come at once (revision 2025-03-26, Batching).
    static let most = 10
    private static let version = HTTPField.Name("MCP-Protocol-Version")

    private let contents: MadeOnce<DocumentationContents>
    /// Each message may be a search.
    private let calls = RateLimit(most: 600)

    private let limit: SendingLimit

    init(contents: MadeOnce<DocumentationContents>, limit: SendingLimit) {
        self.contents = contents
        self.limit = limit
    }

    func respond(to request: WebRequest) async -> WebResponse {
        do throws(OAuthError) {
            try calls.count(request.address, at: request.now)
            guard request.mediaType == MediaType.json else {
                return Self.refusal(-32700, "Content-Type must be application/json.", .unsupportedMediaType)
            }
            guard let body = try? JSONParser.parse(document: request.body) else {
                return Self.refusal(-32700, "The body is not JSON.")
            }
            let messages = body.array ?? [body]
            guard (1...Self.most).contains(messages.count), messages.allSatisfy(ManualServer.isMessage) else {
                return Self.refusal(
                    -32600,
                    "The body is neither a request or notification of JSON-RPC 2.0 nor 1 to \(Self.most) of them.")
            }
            // Transports, Protocol Version Header: one that is not spoken here is refused. Which is spoken is agreed upon by
            // `initialize`, so there it says nothing yet.
            if let wanted = Self.version.flatMap({ request.headers[$0] }), !ManualServer.speaks(wanted),
                !messages.contains(where: ManualServer.begins)
            {
                return Self.refusal(
                    -32600, "The revisions \(ManualServer.revisions.joined(separator: ", ")) are spoken here.")
            }
            for _ in messages.dropFirst() { try calls.count(request.address, at: request.now) }
            let server = await contents.value.server
            var answers: [JSONValue] = []
            for message in messages {
                if let answer = await server.answer(message) { answers.append(answer) }
            }
            guard let first = answers.first else { return WebResponse(status: .accepted, outcome: "ok") }
            return limit.judge(Self.response(body.array == nil ? first : .array(answers), .ok), to: request)
        } catch {
            return .error(error)
        }
    }

    private static func refusal(
        _ code: Int, _ message: String, _ status: HTTPResponse.Status = .badRequest
    ) -> WebResponse {
        response(ManualServer.failure(.null, code, message), status)
    }

    private static func response(_ answer: JSONValue, _ status: HTTPResponse.Status) -> WebResponse {
        WebResponse(
            status: status, headers: [.contentType: MediaType.json, .cacheControl: "no-store"], body: answer.octets,
            outcome: status == .ok ? "ok" : "invalid_request")
    }
}
