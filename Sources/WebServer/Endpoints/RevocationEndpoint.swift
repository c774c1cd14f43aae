import HTTPTypes
import OAuthProtocol
import OAuthServer

/// `POST /v1/auth/revoke` (RFC 7009).
struct RevocationEndpoint: Endpoint {
    let operation: RevocationOperation

    func respond(to request: WebRequest) async -> WebResponse {
        do throws(OAuthError) {
            let parameters = try request.parameters(known: RevocationOperation.parameters)
            try await operation.perform(try request.facts(parameters), at: request.now)
            return .json(Array("{}".utf8), outcome: "ok")
        } catch {
            return .error(error, usedHeader: request.headers[.authorization] != nil)
        }
    }
}
