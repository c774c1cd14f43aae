import HTTPTypes
import OAuthProtocol
import OAuthServer

/// `POST /v1/auth/introspect` (RFC 7662).
struct IntrospectionEndpoint: Endpoint {
    let operation: IntrospectionOperation

    func respond(to request: WebRequest) async -> WebResponse {
        do throws(OAuthError) {
            let parameters = try request.parameters(known: IntrospectionOperation.parameters)
            let answer = try await operation.perform(try request.facts(parameters), at: request.now)
            return .json(answer.octets, outcome: answer["active"] == .bool(true) ? "active" : "inactive")
        } catch {
            return .error(error, usedHeader: request.headers[.authorization] != nil)
        }
    }
}
