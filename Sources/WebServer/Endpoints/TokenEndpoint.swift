import HTTPTypes
import OAuthProtocol
import OAuthServer

/// `POST /v1/auth/oauthtoken`, the endpoint of the API that this server stands in for: exchanges a code, and whatever else a grant accepts, for tokens.
struct TokenEndpoint: Endpoint {
    let operation: TokenOperation
    let metrics: ServerMetrics

    func respond(to request: WebRequest) async -> WebResponse {
        var facts: RequestFacts?
        do throws(OAuthError) {
            let known = try request.facts(try request.parameters(known: TokenOperation.parameters))
            facts = known
            let response = try await operation.perform(known, at: request.now)
            metrics.countTokens(grant: known.parameters["grant_type"])
            return .json(response.octets, outcome: "ok")
        } catch {
            guard let facts else { return .error(error) }
            return .error(
                error, usedHeader: facts.usesHeader,
                withStatusOK: await operation.sendsErrorsWithStatusOK(facts, at: request.now))
        }
    }
}
