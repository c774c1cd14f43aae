import OAuthProtocol
import Storage

/// The token endpoint's rules (RFC 6749 §3.2), in the order in which a request is judged.
package struct TokenOperation: Sendable {
    private let authenticator: ClientAuthenticator
    private let grants: [GrantType: any Grant]
    private let issuer: TokenIssuer
    private let delegations: any DelegationStore
    private let devices: any DeviceAuthorizationStore
    private let compatibility: CompatibilityConfiguration

    /// Every parameter that is read here, so that a JSON body's other members may be of any type.
    package static let parameters: Set<String> = [
        "grant_type", "client_id", "client_secret", "httpAuth", "code", "redirect_uri", "code_verifier",
        "refresh_token",
        "scope", "resource", "assertion", "device_code",
    ]

    package init(
        authenticator: ClientAuthenticator, grants: [any Grant], issuer: TokenIssuer, delegations: any DelegationStore,
        devices: any DeviceAuthorizationStore, compatibility: CompatibilityConfiguration
    ) {
        self.authenticator = authenticator
        self.grants = Dictionary(grants.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })
        self.issuer = issuer
        self.delegations = delegations
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
        let redemption = try await grant.redeem(request, by: client, at: now)
        let response = try await issuer.mint(redemption, for: client, at: now)
        try await commit(redemption.commitment, at: now)
        return response
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
    private func commit(_ commitment: Commitment, at now: Timestamp) async throws(OAuthError) {
        switch commitment {
        case .nothing: return
        case .redemption(let id, let refresh, let expiresAt):
            let outcome = try await storing { () throws(StorageError) in
                try await delegations.commitRedemption(of: id, refresh: refresh, expiresAt: expiresAt, at: now)
            }
            switch outcome {
            case .committed: return
            case .replayed: throw AuthorizationCodeGrant.replayed
            case .refused: throw AuthorizationCodeGrant.unknown
            }
        case .rotation(let id, let generation, let refresh, let grace):
            let outcome = try await storing { () throws(StorageError) in
                try await delegations.commitRotation(of: id, from: generation, to: refresh, at: now)
            }
            switch outcome {
            case .committed: return
            case .refused: throw RefreshTokenGrant.unknown
            case .superseded(let state):
                // The successor is derived from the predecessor, so the winner of the race has the same one as we.
                if RefreshPosition(of: generation, in: state, grace: grace, at: now) == .predecessor { return }
                try await storing { () throws(StorageError) in try await delegations.commitRevocation(of: id, at: now) }
                throw RefreshTokenGrant.replayed
            }
        case .delegation(let delegation, let assertion):
            let outcome = try await storing { () throws(StorageError) in
                try await delegations.commitDelegation(delegation, spending: assertion)
            }
            switch outcome {
            case .committed: return
            case .replayed: throw JWTBearerGrant.replayed
            case .refused: throw JWTBearerGrant.noAccount
            }
        case .device(let delegation, let code):
            let outcome = try await storing { () throws(StorageError) in
                try await devices.commitDelegation(delegation, redeeming: code, at: now)
            }
            switch outcome {
            case .committed: return
            case .replayed: throw DeviceCodeGrant.replayed
            case .refused: throw DeviceCodeGrant.withdrawn
            }
        }
    }
}
