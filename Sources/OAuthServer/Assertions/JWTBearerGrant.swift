import OAuthProtocol
import Storage

/// `urn:ietf:params:oauth:grant-type:jwt-bearer` (RFC 7523 §2.1): a trusted issuer vouches for a user, by a plain
/// assertion or by one that also says for which client and resource it is (``IdentityAssertion``). The assertion is
/// spent with the delegation that comes of it, in one write. There is no refresh token: the issuer is asked again.
package struct JWTBearerGrant: Grant {
    package let type = GrantType.jwtBearer
    package static let parameters: Set<String> = ["assertion", "scope", "resource"]

    private let assertions: AssertionVerifier
    private let accounts: AssertedAccounts
    private let store: any DelegationStore & FederatedSubjectStore
    private let resources: ResourceDirectory
    private let entropy: Entropy

    package init(
        assertions: AssertionVerifier, accounts: AssertedAccounts, store: any DelegationStore & FederatedSubjectStore,
        resources: ResourceDirectory, entropy: Entropy
    ) {
        self.store = store
        self.assertions = assertions
        self.accounts = accounts
        self.resources = resources
        self.entropy = entropy
    }

    package func redeem(
        _ request: RequestFacts, by client: AuthenticatedClient, at now: Timestamp
    ) async throws(OAuthError) -> Redemption {
        guard let text = request.parameters["assertion"] else {
            throw OAuthError(.invalidRequest, "assertion is missing")
        }
        let requested = try ScopeRule.requested(in: request.parameters)
        let assertion = try await assertions.verify(text, from: client.record, at: now)
        let audience = try audience(of: request.parameters, assertion.identity, client.record)
        let scope = try scope(requested, assertion, for: client.metadata, at: audience)
        guard let found = try await accounts.find(assertion, at: now), !found.user.disabled else {
            throw Self.noAccount
        }

        let delegation = DelegationRecord(
            id: DelegationID(at: now, from: entropy), client: client.registration,
            userID: found.user.id, sessionID: nil, scope: scope, resources: audience, authenticatedAt: nil,
            createdAt: now, code: nil, redeemedAt: now, expiresAt: now + Limits.longestAccessLifetime)
        var redemption = Redemption(subject: .user(found.user, delegation.id), scope: scope)
        redemption.requestedScope = requested
        redemption.resources = audience
        redemption.commit = { () throws(OAuthError) in
            try await commit(delegation, of: found, spending: assertion.spent)
        }
        if let identity = assertion.identity { redemption.carry(identity) }
        return redemption
    }

    /// Keeps the delegation, with the account if it is new, and spends the assertion.
    private func commit(
        _ delegation: DelegationRecord, of person: AssertedAccounts.Found, spending assertion: SpentAssertion
    ) async throws(OAuthError) -> CommitOutcome {
        guard case .provisioned(let account) = person else {
            return try await storing(await store.commitDelegation(delegation, spending: assertion)).orThrow(
                replayed: Self.replayed, refused: Self.noAccount)
        }
        let outcome = try await storing(
            await store.commitProvisionedAccount(account, delegating: delegation, spending: assertion))
        switch outcome {
        case .committed: return .committed
        case .replayed: throw Self.replayed
        case .refused: throw Self.noAccount
        // Somebody else's assertion made the account meanwhile.
        case .outdated: return .outdated
        }
    }

    /// What an identity assertion names, of which the request may take less; without one, what the request names.
    private func audience(
        of parameters: Parameters, _ identity: IdentityAssertion?, _ client: ClientRecord
    ) throws(OAuthError) -> [ResourceIndicator] {
        guard let identity, !identity.resources.isEmpty else {
            return try resources.requested(by: parameters, to: client)
        }
        guard let authorized = resources.known(identity.resources, to: client) else {
            throw AssertionVerifier.refused("its resource is not known to this server for this client")
        }
        return try resources.narrowed(parameters.all("resource"), from: authorized, for: client)
    }

    /// What the client may have of what it asked for, or of what the assertion offers: never more than an identity
    /// assertion says, and than its issuer may give.
    private func scope(
        _ requested: Scope?, _ assertion: VerifiedAssertion, for client: ClientMetadata,
        at audience: [ResourceIndicator]
    ) throws(OAuthError) -> Scope {
        let meaningful = resources.scopes(of: audience)
        let offered = assertion.identity?.scope
        if let offered {
            let possible = offered.intersection(client.scope)
            guard !(meaningful.map(possible.intersection) ?? possible).isEmpty else {
                throw AssertionVerifier.refused("its scope has nothing that this client may have")
            }
        }
        var scope = try ScopeRule.granted(requested ?? offered, to: client, meaningful)
        for ceiling in [assertion.scopes, offered] {
            guard let ceiling else { continue }
            scope = scope.intersection(ceiling)
            guard !scope.isEmpty else {
                throw OAuthError(.invalidScope, "the assertion's issuer may give none of the scopes")
            }
        }
        return scope
    }

    private static var replayed: OAuthError {
        OAuthError(.invalidGrant, "the assertion was used before, bring a new one")
    }

    private static var noAccount: OAuthError {
        OAuthError(.invalidGrant, "the assertion's subject has no account here that may be used")
    }
}

extension Redemption {
    /// Takes over what the identity provider says of the sign-in, and has the answer name what was granted, asked for or
    /// not (draft-ietf-oauth-identity-assertion-authz-grant-04 §4.4.1).
    fileprivate mutating func carry(_ identity: IdentityAssertion) {
        authenticatedAt = identity.authenticatedAt
        acr = identity.acr
        amr = identity.amr
        requestedScope = nil
        namesResources = true
    }
}
