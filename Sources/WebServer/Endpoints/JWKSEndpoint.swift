import HTTPTypes
import JOSE

/// `GET /v1/auth/jwks`: the public keys (RFC 7517 §5). The document is rendered once per change of keys.
struct JWKSEndpoint: Endpoint {
    let ring: KeyRing

    func respond(to request: WebRequest) async -> WebResponse {
        // Keys are published a whole rotation period before they sign, so five minutes of caching hurt nobody.
        WebResponse(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "public, max-age=300"],
            body: ring.current.jwks, outcome: "ok")
    }
}
