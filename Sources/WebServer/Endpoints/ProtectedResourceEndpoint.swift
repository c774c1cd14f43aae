import HTTPTypes
import OAuthServer

/// `/.well-known/oauth-protected-resource[/path]`: metadata of the resources that the configuration describes (RFC 9728).
struct ProtectedResourceEndpoint: Endpoint {
    static let path = "/.well-known/oauth-protected-resource"

    let operation: MetadataOperation

    func respond(to request: WebRequest) async -> WebResponse {
        let path = request.path.firstRange(of: Self.path).map { String(request.path[$0.upperBound...]) } ?? ""
        guard let document = operation.protectedResource(path: path) else {
            return .refusal(.notFound, error: "not_found", description: "no resource of this path is described here")
        }
        return WebResponse(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "public, max-age=300"],
            body: document, outcome: "ok")
    }
}
