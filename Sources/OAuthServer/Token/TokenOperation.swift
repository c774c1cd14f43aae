import OAuthProtocol
import Storage

/// The token endpoint's rules (RFC 6749 §3.2), in the order in which a request is judged.
package struct TokenOperation: Sendable {
    private let authenticator: ClientAuthenticator
    private let grants: [GrantType: any Grant]
    private let issuer: TokenIssuer
    private let clients: ClientDirectory
    private let delegations: any DelegationStore
    private let newcomers: any FederatedSubjectStore
    private let exchanges: any ExchangeStore
    private let devices: any DeviceAuthorizationStore
    private let compatibility: CompatibilityConfiguration

    /// How often a grant is judged at most, when others keep changing what it was judged by.
    private static let rounds = 5

    /// Every parameter that is read here, so that a JSON body's other members may be of any type.
    package static let parameters: Set<String> = [
        "client_assertion", "client_assertion_type",
        "grant_type", "client_id", "client_secret", "httpAuth", "code", "redirect_uri", "code_verifier",
        "refresh_token",
        "scope", "resource", "assertion", "device_code",
        "subject_token", "subject_token_type", "actor_token", "actor_token_type", "requested_token_type", "audience",
    ]

    package init(
        authenticator: ClientAuthenticator, grants: [any Grant], issuer: TokenIssuer, clients: ClientDirectory,
        delegations: any DelegationStore, newcomers: any FederatedSubjectStore, exchanges: any ExchangeStore,
        devices: any DeviceAuthorizationStore, compatibility: CompatibilityConfiguration
    ) {
        self.authenticator = authenticator
        self.grants = Dictionary(grants.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })
        self.issuer = issuer
        self.clients = clients
        self.delegations = delegations
        self.newcomers = newcomers
        self.exchanges = exchanges
        self.devices = devices
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
            if try await commit(redemption.commitment, for: client.record, at: now) { return response }
        }
        throw OAuthError(
            .temporarilyUnavailable, "others change the same thing at this moment, try again", retryAfter: 1)
    }

    /// Whether errors go out with the seed's only documented status, 200: by configuration, and only to confidential
    /// clients, whose programs were written for that API.
    package func sendsErrorsAsDocumented(_ request: RequestFacts, at now: Timestamp) async -> Bool {
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

    /// Makes the answer final. Nothing has left the server before this returns.
    ///
    /// - Returns: false if what was read for the grant is so no longer, and it has to be judged anew.
    private func commit(
        _ commitment: Commitment, for client: ClientRecord, at now: Timestamp
    ) async throws(OAuthError) -> Bool {
        switch commitment {
        case .nothing: return true
        case .redemption(let id, let refresh, let expiresAt):
            let outcome = try await storing { () throws(StorageError) in
                try await delegations.commitRedemption(of: id, refresh: refresh, expiresAt: expiresAt, at: now)
            }
            switch outcome {
            case .committed: return true
            case .replayed: throw AuthorizationCodeGrant.replayed
            case .refused: throw AuthorizationCodeGrant.unknown
            }
        case .rotation(let id, let generation, let refresh, let grace):
            let outcome = try await storing { () throws(StorageError) in
                try await delegations.commitRotation(of: id, from: generation, to: refresh, at: now)
            }
            switch outcome {
            case .committed: return true
            case .refused: throw RefreshTokenGrant.unknown
            case .superseded(let state):
                // The successor is derived from the predecessor, so the winner of the race has the same one as we.
                if RefreshPosition(of: generation, in: state, grace: grace, at: now) == .predecessor { return true }
                try await storing { () throws(StorageError) in try await delegations.commitRevocation(of: id, at: now) }
                throw RefreshTokenGrant.replayed
            }
        case .delegation(let delegation, let assertion):
            try await clients.keep(client, at: now)
            let outcome = try await storing { () throws(StorageError) in
                try await delegations.commitDelegation(delegation, spending: assertion)
            }
            switch outcome {
            case .committed: return true
            case .replayed: throw JWTBearerGrant.replayed
            case .refused: throw JWTBearerGrant.noAccount
            }
        case .newcomer(let newcomer, let delegation, let assertion):
            try await clients.keep(client, at: now)
            let outcome = try await storing { () throws(StorageError) in
                try await newcomers.commitNewcomer(newcomer, delegating: delegation, spending: assertion)
            }
            switch outcome {
            case .committed: return true
            case .replayed: throw JWTBearerGrant.replayed
            case .refused: throw JWTBearerGrant.noAccount
            case .outdated: return false
            }
        case .exchange(let exchange):
            try await clients.keep(client, at: now)
            let isKept = try await storing { () throws(StorageError) in try await exchanges.commitExchange(exchange) }
            guard isKept else { throw TokenExchangeGrant.clientGone }
            return true
        case .device(let delegation, let code):
            try await clients.keep(client, at: now)
            let outcome = try await storing { () throws(StorageError) in
                try await devices.commitDelegation(delegation, redeeming: code, at: now)
            }
            switch outcome {
            case .committed: return true
            case .replayed: throw DeviceCodeGrant.replayed
            case .refused: throw DeviceCodeGrant.withdrawn
            }
        }
    }
}
