import HTTPTypes
import OAuthProtocol
import OAuthServer

/// `/.well-known/oauth-protected-resource[/path]`: metadata of the resources that the configuration describes, and of the
/// server's own endpoints (RFC 9728).
struct ProtectedResourceEndpoint: Endpoint {
    private static let path = ProtectedResources.wellKnownPath
    static let paths = [path, path + "/", path + "/*"]

    let resources: ProtectedResources

    func respond(to request: WebRequest) async -> WebResponse {
        // Below the issuer's path, where some clients look, the same resource is asked for as with the path inserted.
        let place = request.path.utf8.firstRange(of: Self.path.utf8)
        let path = place.map { request.path[..<$0.lowerBound] + request.path[$0.upperBound...] } ?? ""
        guard let document = resources.document(path: String(path), query: request.query) else {
            return .refusal(.notFound, error: "not_found", description: "no resource of this path is described here")
        }
        return WebResponse(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "public, max-age=300"],
            body: document, outcome: "ok")
    }
}
