import HTTPTypes
import OAuthServer

/// `GET /v1/auth/jwks`: the public keys (RFC 7517 §5).
struct JWKSEndpoint: Endpoint {
    let keys: TokenKeys

    func respond(to request: WebRequest) async -> WebResponse {
        // Keys are published a whole rotation period before they sign, so five minutes of caching hurt nobody.
        WebResponse(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "public, max-age=300"],
            body: keys.jwks(at: request.now), outcome: "ok")
    }
}
