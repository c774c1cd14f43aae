import HTTPTypes
import OAuthProtocol
import OAuthServer
import WebServer

/// `/_mcp/server`: MCP over streamable HTTP (Model Context Protocol, revision 2025-06-18, Transports). Each message is a POST
/// and is answered in JSON; there are no sessions and no streams, so GET and DELETE are not there, as the revision allows.
struct MCPEndpoint: Endpoint {
    let server: ManualServer
    /// A search looks through all pages.
    private let calls = RateLimit(most: 600)

    init(server: ManualServer) {
        self.server = server
    }

    func respond(to request: WebRequest) async -> WebResponse {
        do throws(OAuthError) {
            try calls.count(request.address, at: request.now)
        } catch {
            return .error(error, usedHeader: false)
        }
        guard request.mediaType == MediaType.json else {
            return Self.response(
                ManualServer.failure(nil, -32700, "Content-Type must be application/json."),
                status: .unsupportedMediaType)
        }
        guard let message = try? JSONParser.parse(document: request.body) else {
            return Self.response(ManualServer.failure(nil, -32700, "The body is not JSON."), status: .badRequest)
        }
        guard let answer = server.answer(message) else { return WebResponse(status: .accepted, outcome: "ok") }
        return Self.response(answer, status: .ok)
    }

    private static func response(_ answer: JSONValue, status: HTTPResponse.Status) -> WebResponse {
        WebResponse(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"], body: answer.octets,
            outcome: status == .ok ? "ok" : "invalid_request")
    }
}
