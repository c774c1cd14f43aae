import OAuthProtocol
import Storage

/// The token endpoint's rules (RFC 6749 §3.2), in the order in which a request is judged.
package struct TokenOperation: Sendable {
    private let authenticator: ClientAuthenticator
    private let grants: [GrantType: any Grant]
    private let issuer: TokenIssuer
    private let clients: ClientDirectory
    private let compatibility: CompatibilityConfiguration

    /// How often a grant is judged at most, when others keep changing what it was judged by.
    private static let rounds = 5

    /// Every grant that there is, whether or not the configuration has it here: what a parameter must be does not depend on it.
    private static let everyGrant: [any Grant.Type] = [
        AuthorizationCodeGrant.self, RefreshTokenGrant.self, ClientCredentialsGrant.self, DeviceCodeGrant.self,
        JWTBearerGrant.self, TokenExchangeGrant.self,
    ]

    /// Every parameter that is read here, so that a JSON body's other members may be of any type.
    package static let parameters = everyGrant.reduce(ClientAuthenticator.parameters.union(["grant_type"])) {
        $0.union($1.parameters)
    }

    package init(
        authenticator: ClientAuthenticator, grants: [any Grant], issuer: TokenIssuer, clients: ClientDirectory,
        compatibility: CompatibilityConfiguration
    ) {
        self.authenticator = authenticator
        self.grants = Dictionary(grants.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })
        self.issuer = issuer
        self.clients = clients
        self.compatibility = compatibility
    }

    /// The grants that are composed, in a stable order, for the metadata.
    package var grantTypes: [GrantType] {
        GrantType.allCases.filter { grants[$0] != nil }
    }

    /// - Throws: the error of RFC 6749 §5.2 that the request deserves.
    package func perform(_ request: RequestFacts, at now: Timestamp) async throws(OAuthError) -> TokenResponse {
        let grant = try grant(in: request.parameters)
        let client = try await authenticator.authenticate(request, at: now)
        try client.mustBeAllowed(grant.type)
        for _ in 0..<Self.rounds {
            let redemption = try await grant.redeem(request, by: client, at: now)
            let response = try await issuer.mint(redemption, for: client, at: now)
            if try await commit(redemption, by: client, at: now) == .committed { return response }
        }
        throw OAuthError(
            .temporarilyUnavailable, "others change the same thing at this moment, try again", retryAfter: 1)
    }

    /// Makes the answer final. Nothing has left the server before this returns.
    private func commit(
        _ redemption: Redemption, by client: AuthenticatedClient, at now: Timestamp
    ) async throws(OAuthError) -> CommitOutcome {
        guard let commit = redemption.commit else { return .committed }
        try await clients.keep(client.record, at: now)
        return try await commit()
    }

    /// Whether errors go out with 200, the only status in the document of the API that this server stands in for: by configuration, and only to confidential
    /// clients, whose programs were written for that API.
    package func sendsErrorsWithStatusOK(_ request: RequestFacts, at now: Timestamp) async -> Bool {
        guard compatibility.errorStatus == .documented else { return false }
        return await authenticator.named(in: request, at: now)?.metadata.isConfidential ?? false
    }

    private func grant(in parameters: Parameters) throws(OAuthError) -> any Grant {
        guard let name = parameters["grant_type"] else { throw OAuthError(.invalidRequest, "grant_type is missing") }
        guard let grant = GrantType(rawValue: name).flatMap({ grants[$0] }) else {
            // Short, since some HTTP libraries show only the first 120 characters of a refusal.
            throw OAuthError(.unsupportedGrantType, "no such grant here, see grant_types_supported")
        }
        return grant
    }
}
