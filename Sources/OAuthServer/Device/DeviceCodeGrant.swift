import OAuthProtocol
import Storage

/// `urn:ietf:params:oauth:grant-type:device_code` (RFC 8628 §3.4): a device asks until somebody has decided in a browser.
/// The device code is spent with the delegation that comes of it, in one write.
package struct DeviceCodeGrant: Grant {
    package let type = GrantType.deviceCode
    package static let parameters: Set<String> = ["device_code", "resource"]

    private let devices: any DeviceAuthorizationStore
    private let delegations: any DelegationStore
    private let resources: ResourceDirectory
    private let keys: TokenKeys
    private let tokens: TokenConfiguration
    private let entropy: Entropy
    private let pace = PollingPace()

    package init(
        devices: any DeviceAuthorizationStore, delegations: any DelegationStore, resources: ResourceDirectory,
        keys: TokenKeys, tokens: TokenConfiguration, entropy: Entropy
    ) {
        self.devices = devices
        self.delegations = delegations
        self.resources = resources
        self.keys = keys
        self.tokens = tokens
        self.entropy = entropy
    }

    package func redeem(
        _ request: RequestFacts, by client: AuthenticatedClient, at now: Timestamp
    ) async throws(OAuthError) -> Redemption {
        guard let code = request.parameters["device_code"].map({ Secret($0).digest }) else {
            throw OAuthError(.invalidRequest, "device_code is missing")
        }
        let found = try await storing(await devices.findDeviceAuthorization(code))
        guard let found, found.authorization.client == client.registration
        else { throw Self.unknown }
        let authorization = found.authorization

        if let delegation = authorization.delegation {
            throw try await delegations.revokeReplayed(delegation, at: now, saying: Self.replayed)
        }
        let (approval, user, session) = try approval(of: found, at: now)
        let audience = try resources.narrowed(
            request.parameters.all("resource"), from: authorization.resources, for: client.record)
        // What the client was reduced to since then holds now.
        let left = try ScopeRule.left(of: authorization.scope, for: client.metadata)
        let scope = try ScopeRule.meant(left, at: resources.scopes(of: audience))

        var delegation = delegation(to: client, of: authorization, by: approval, at: now)
        let chain = RefreshChain(tokens)
        if client.metadata.grantTypes.contains(.refreshToken) {
            delegation.refresh = chain.begin(of: delegation, at: now)
        }
        delegation.expiresAt = chain.end(of: delegation, delegation.refresh, in: session, at: now)

        var redemption = Redemption(of: delegation, for: user, scope: scope)
        redemption.requestedScope = authorization.scopeIsAsAsked ? authorization.scope : nil
        redemption.resources = audience
        redemption.refresh = delegation.refresh.map { refresh in
            let token = RefreshToken(
                of: delegation.id, generation: refresh.generation, code: code, key: keys.refresh)
            return (token, refresh.expiresAt)
        }
        redemption.commit = { [devices, delegation] () throws(OAuthError) in
            try await storing(await devices.commitDelegation(delegation, redeeming: code, at: now)).orThrow(
                replayed: Self.replayed, refused: Self.withdrawn)
        }
        return redemption
    }

    /// The approval, with who gave it and where, if it holds.
    ///
    /// - Throws: `expired_token`, `authorization_pending`, `slow_down` or `access_denied` (RFC 8628 §3.5), and
    ///   `invalid_grant` for an approval whose giver or session is gone.
    private func approval(
        of found: DeviceAuthorizationStanding, at now: Timestamp
    ) throws(OAuthError) -> (DeviceApproval, UserRecord, SessionRecord) {
        let authorization = found.authorization
        guard now < authorization.codesExpireAt else {
            throw OAuthError(.expiredToken, "the device code has expired, ask for a new one")
        }
        guard let decision = authorization.decision else {
            if pace.isTooFast(authorization.digest, at: now) {
                throw OAuthError(.slowDown, "polled too soon, wait 5 seconds longer between requests from now on")
            }
            throw OAuthError(.authorizationPending, "the user has not decided yet, poll again after the interval")
        }
        pace.forget(authorization.digest)
        guard case .allowed(let approval) = decision else {
            throw OAuthError(.accessDenied, "the user did not allow it")
        }
        guard let user = found.user, !user.disabled, let session = found.session else { throw Self.withdrawn }
        return (approval, user, session)
    }

    private func delegation(
        to client: AuthenticatedClient, of authorization: DeviceAuthorizationRecord, by approval: DeviceApproval,
        at now: Timestamp
    ) -> DelegationRecord {
        let code = CodeRecord(
            digest: authorization.digest, redirectURI: nil, redirectURIWasSent: false, challenge: nil, nonce: nil,
            scopeIsAsAsked: authorization.scopeIsAsAsked, expiresAt: authorization.codesExpireAt)
        return DelegationRecord(
            id: DelegationID(at: now, from: entropy), client: client.registration,
            userID: approval.userID, sessionID: approval.sessionID, scope: authorization.scope,
            resources: authorization.resources, authenticatedAt: approval.authenticatedAt, acr: approval.acr,
            methods: approval.methods, createdAt: now, code: code, redeemedAt: now, expiresAt: now)
    }

    private static var unknown: OAuthError {
        OAuthError(.invalidGrant, "the device code is unknown, or was issued to another client")
    }

    private static var replayed: OAuthError {
        OAuthError(.invalidGrant, "the device code was used before, so what it gave is revoked")
    }

    private static var withdrawn: OAuthError {
        OAuthError(.invalidGrant, "the account, or the session in which it was allowed, has ended meanwhile")
    }
}
