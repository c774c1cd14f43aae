import HTTPTypes
import OAuthProtocol
import OAuthServer

/// `POST /v1/auth/revoke` (RFC 7009).
struct RevocationEndpoint: Endpoint {
    let operation: RevocationOperation

    func respond(to request: WebRequest) async -> WebResponse {
        await request.answering(known: RevocationOperation.parameters) { facts throws(OAuthError) in
            try await operation.perform(facts, at: request.now)
            return .json(Array("{}".utf8), outcome: "ok")
        }
    }
}
