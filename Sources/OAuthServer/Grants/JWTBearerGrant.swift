import OAuthProtocol
import Storage

/// `urn:ietf:params:oauth:grant-type:jwt-bearer` (RFC 7523 §2.1): a trusted issuer vouches for a user. The assertion is
/// spent with the delegation that comes of it, in one write. There is no refresh token: the issuer is asked again.
package struct JWTBearerGrant: Grant {
    package let type = GrantType.jwtBearer
    package static let parameters: Set<String> = ["assertion", "scope", "resource"]

    private let assertions: AssertionVerifier
    private let users: any UserStore
    private let resources: ResourceDirectory
    private let entropy: Entropy

    package init(assertions: AssertionVerifier, users: any UserStore, resources: ResourceDirectory, entropy: Entropy) {
        self.assertions = assertions
        self.users = users
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
        let audience = try resources.requested(by: request.parameters, to: client.record)
        let assertion = try await assertions.verify(text, from: client.id, at: now)
        guard let user = try await account(for: assertion), !user.disabled else { throw Self.noAccount }
        var scope = try ScopeRule.granted(requested, to: client.metadata, resources.scopes(of: audience))
        if let ceiling = assertion.scopes {
            scope = scope.intersection(ceiling)
            guard !scope.isEmpty else {
                throw OAuthError(.invalidScope, "the assertion's issuer may give none of the scopes")
            }
        }

        let delegation = DelegationRecord(
            id: DelegationID(at: now, from: entropy), clientID: client.id, clientInstance: client.record.instance,
            userID: user.id, sessionID: nil, scope: scope, resources: audience, authenticatedAt: nil, createdAt: now,
            code: nil, redeemedAt: now, expiresAt: now + Limits.longestAccessLifetime)
        var redemption = Redemption(subject: .user(user, delegation.id), scope: scope)
        redemption.requestedScope = requested
        redemption.resources = audience
        redemption.commitment = .delegation(
            delegation, spending: SpentAssertion(digest: assertion.digest, expiresAt: assertion.expiresAt))
        return redemption
    }

    /// `user_id` names an account by its id, `email` by its verified address, every other claim by its user name. `sub`
    /// may be an id too, and is one first: people choose their user names, and nobody chooses an id.
    private func account(for assertion: VerifiedAssertion) async throws(OAuthError) -> UserRecord? {
        let subject = assertion.subject
        switch assertion.subjectClaim {
        case "user_id":
            return try await account(id: subject)
        case "email":
            return try await account(login: subject) { $0.emailVerified && $0.hasAddress(subject) }
        case "sub":
            if let user = try await account(id: subject) { return user }
            return try await account(username: subject)
        default:
            return try await account(username: subject)
        }
    }

    private func account(id: String) async throws(OAuthError) -> UserRecord? {
        guard let id = UserID(decimal: id) else { return nil }
        return try await storing { () throws(StorageError) in try await users.findUser(id) }
    }

    /// A user name that is the account's own address proves no more than the address does: whoever makes an account may
    /// type any.
    private func account(username: String) async throws(OAuthError) -> UserRecord? {
        try await account(login: username) { user in
            UserRecord.loginKey(user.username) == UserRecord.loginKey(username)
                && (user.emailVerified || !user.hasAddress(username))
        }
    }

    private func account(
        login: String, where isMeant: (UserRecord) -> Bool
    ) async throws(OAuthError) -> UserRecord? {
        let user = try await storing { () throws(StorageError) in try await users.findUser(login: login) }
        return user.flatMap { isMeant($0) ? $0 : nil }
    }

    static var replayed: OAuthError {
        OAuthError(.invalidGrant, "the assertion was used before, bring a new one")
    }

    static var noAccount: OAuthError {
        OAuthError(.invalidGrant, "the assertion's subject has no account here that may be used")
    }
}

extension UserRecord {
    fileprivate func hasAddress(_ text: String) -> Bool {
        email.map(Self.loginKey) == Self.loginKey(text)
    }
}
