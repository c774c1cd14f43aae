import OAuthProtocol
import Storage

/// Token revocation (RFC 7009). A refresh token takes its family with it; an access token dies alone, unless too many of its
/// family did before (``RevocationBounds``): then the family is what is revoked, which RFC 7009 §2.1 allows.
package struct RevocationOperation: Sendable {
    /// Every parameter that is read here.
    package static let parameters = ClientAuthenticator.parameters.union(["token", "token_type_hint"])

    private let authenticator: ClientAuthenticator
    private let verifier: AccessTokenVerifier
    private let refreshTokens: RefreshTokenReader
    private let delegations: any DelegationStore
    private let revoked: any RevokedTokenStore

    package init(
        authenticator: ClientAuthenticator, verifier: AccessTokenVerifier, refreshTokens: RefreshTokenReader,
        delegations: any DelegationStore, revoked: any RevokedTokenStore
    ) {
        self.authenticator = authenticator
        self.verifier = verifier
        self.refreshTokens = refreshTokens
        self.delegations = delegations
        self.revoked = revoked
    }

    /// Returns when the token is dead, which one that we do not know already is (RFC 7009 §2.2).
    ///
    /// - Throws: `invalid_grant` for another client's token, the errors of client authentication, and those of the
    ///   store: a revocation that may not have happened is never reported as done.
    package func perform(_ request: RequestFacts, at now: Timestamp) async throws(OAuthError) {
        let client = try await authenticator.authenticate(request, at: now)
        guard let text = request.parameters["token"] else { throw OAuthError(.invalidRequest, "token is missing") }
        if let standing = try await refreshTokens.find(text)?.standing {
            try Self.require(standing.delegation.client.id == client.id)
            try await storing(await delegations.commitRevocation(of: standing.delegation.id, at: now))
        } else if let token = verifier.read(text) {
            try Self.require(token.clientID == client.id)
            guard now < token.expiresAt else { return }
            let id = token.id.description
            switch token.id.origin {
            case .delegation(let delegation):
                try await storing(
                    await revoked.commitRevocation(
                        ofTokenID: id, of: delegation, until: token.expiresAt, at: now, within: RevocationBounds()))
            case .client, .exchange:
                try await storing(await revoked.commitRevocation(ofTokenID: id, until: token.expiresAt))
            }
        }
    }

    private static func require(_ isOwn: Bool) throws(OAuthError) {
        guard isOwn else { throw OAuthError(.invalidGrant, "the token was issued to another client") }
    }
}
