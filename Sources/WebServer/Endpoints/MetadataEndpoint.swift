import HTTPTypes
import OAuthServer

/// The metadata documents (RFC 8414 §3, OpenID Connect Discovery §4), which never change while the server runs.
struct MetadataEndpoint: Endpoint {
    let operation: MetadataOperation

    func respond(to request: WebRequest) async -> WebResponse {
        WebResponse(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "public, max-age=300"],
            body: operation.document, outcome: "ok")
    }
}
