import HTTPTypes
import OAuthProtocol
import OAuthServer

/// `POST /v1/auth/introspect` (RFC 7662).
struct IntrospectionEndpoint: Endpoint {
    let operation: IntrospectionOperation

    func respond(to request: WebRequest) async -> WebResponse {
        await request.answering(known: IntrospectionOperation.parameters) { facts throws(OAuthError) in
            let answer = try await operation.perform(facts, at: request.now)
            return .json(answer.octets, outcome: answer["active"] == .bool(true) ? "active" : "inactive")
        }
    }
}
