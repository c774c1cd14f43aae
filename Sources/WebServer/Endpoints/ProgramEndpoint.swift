import HTTPTypes
import OAuthProtocol
import OAuthServer

/// An endpoint for programs: parameters in the body of a request, JSON back, errors as clients are told them.
struct ProgramEndpoint: Endpoint {
    /// The names that it reads.
    let known: Set<String>
    /// Whether errors are sent with status 200, as the API has it that this server stands in for.
    var sendsErrorsWithStatusOK: @Sendable (RequestFacts, Timestamp) async -> Bool = { _, _ in false }
    let perform: @Sendable (RequestFacts, WebRequest) async throws(OAuthError) -> WebResponse

    func respond(to request: WebRequest) async -> WebResponse {
        var facts: RequestFacts?
        do throws(OAuthError) {
            let known = try request.facts(try request.parameters(known: known))
            facts = known
            return try await perform(known, request)
        } catch {
            guard let facts else { return .error(error) }
            return .error(
                error, usedHeader: facts.usesHeader,
                withStatusOK: await sendsErrorsWithStatusOK(facts, request.now))
        }
    }
}

extension ProgramEndpoint {
    /// `POST /v1/auth/oauthtoken`, the endpoint of the API that this server stands in for: exchanges a code, and whatever
    /// else a grant accepts, for tokens.
    static func token(_ operation: TokenOperation, _ metrics: ServerMetrics) -> ProgramEndpoint {
        ProgramEndpoint(
            known: TokenOperation.parameters, sendsErrorsWithStatusOK: operation.sendsErrorsWithStatusOK
        ) { facts, request throws(OAuthError) in
            let response = try await operation.perform(facts, at: request.now)
            metrics.countTokens(grant: facts.parameters["grant_type"])
            return .json(response.octets)
        }
    }

    /// `POST /v1/auth/revoke` (RFC 7009).
    static func revocation(_ operation: RevocationOperation) -> ProgramEndpoint {
        ProgramEndpoint(known: RevocationOperation.parameters) { facts, request throws(OAuthError) in
            try await operation.perform(facts, at: request.now)
            return .json(Array("{}".utf8))
        }
    }

    /// `POST /v1/auth/introspect` (RFC 7662), signed for who asks for it by `Accept` (RFC 9701 §4), and for who registered
    /// that it is to be encrypted.
    static func introspection(_ operation: IntrospectionOperation) -> ProgramEndpoint {
        ProgramEndpoint(known: IntrospectionOperation.parameters) { facts, request throws(OAuthError) in
            let answer = try await operation.perform(facts, at: request.now)
            let outcome = answer.isActive ? "active" : "inactive"
            let signedType = "application/token-introspection+jwt"
            guard request.accepts(signedType) || answer.isSecret else {
                return .json(answer.octets, outcome: outcome)
            }
            return WebResponse(
                status: .ok, headers: [.contentType: signedType],
                body: try await operation.signed(answer, at: request.now), outcome: outcome)
        }
    }

    /// `POST /v1/auth/device` (RFC 8628 §3.1): a device asks to be let in.
    static func deviceAuthorization(_ operation: DeviceAuthorizationOperation) -> ProgramEndpoint {
        ProgramEndpoint(known: DeviceAuthorizationOperation.parameters) { facts, request throws(OAuthError) in
            .json(try await operation.perform(facts, at: request.now).octets)
        }
    }
}
