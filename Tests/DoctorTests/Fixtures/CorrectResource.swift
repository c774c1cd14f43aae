import OAuthProtocol
import Outbound

@testable import Doctor

/// An MCP server that does everything by the book, as far as somebody without a token sees it.
struct CorrectResource {
    static let metadata: JSONObject = [
        "resource": .string(TestNetwork.resource), "authorization_servers": .strings([TestNetwork.issuer]),
        "bearer_methods_supported": .strings(["header"]), "scopes_supported": .strings(["files:read"]),
    ]
    static let challenge =
        "resource_metadata=\"https://mcp.example.com/.well-known/oauth-protected-resource/mcp\", scope=\"files:read\""

    let metadata: JSONObject

    func answer(to request: OutboundRequest) -> Answer {
        switch (request.method, request.url.path) {
        case ("OPTIONS", "/mcp"): return CorrectServer.preflight
        case ("POST", "/mcp"):
            let hasToken = request.headers.contains { $0.name == "Authorization" }
            return .error(
                401, "invalid_token",
                [("WWW-Authenticate", "Bearer \(hasToken ? "error=\"invalid_token\", " : "")\(Self.challenge)")])
        case ("GET", "/.well-known/oauth-protected-resource/mcp"): return .json(200, metadata)
        case ("GET", _): return .json(404, ["error": .string("not_found")])
        default: return .json(405, ["error": .string("method_not_allowed")])
        }
    }
}
