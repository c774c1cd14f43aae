import HTTPTypes
import OAuthProtocol
import OAuthServer

/// `POST /v1/auth/introspect` (RFC 7662), signed for who asks for it by `Accept` (RFC 9701 §4), and
/// for who registered that it is to be encrypted.
struct IntrospectionEndpoint: Endpoint {
    private static let signedType = "application/token-introspection+jwt"

    let operation: IntrospectionOperation

    func respond(to request: WebRequest) async -> WebResponse {
        await request.answering(known: IntrospectionOperation.parameters) { facts throws(OAuthError) in
            let answer = try await operation.perform(facts, at: request.now)
            let outcome = answer.isActive ? "active" : "inactive"
            guard request.accepts(Self.signedType) || answer.isSecret else {
                return .json(answer.body.octets, outcome: outcome)
            }
            return WebResponse(
                status: .ok, headers: [.contentType: Self.signedType],
                body: try await operation.signed(answer, at: request.now), outcome: outcome)
        }
    }
}
