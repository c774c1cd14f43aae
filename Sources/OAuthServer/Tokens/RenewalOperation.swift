import OAuthProtocol
import Storage

/// A fresh access token for a live one, as the API that this server stands in for offers it to programs that keep no refresh token: only while
/// the person's browser session lives, and never beyond its end.
package struct RenewalOperation: Sendable {
    private let configuration: ServerConfiguration
    private let verifier: AccessTokenVerifier
    private let issuer: TokenIssuer

    package init(configuration: ServerConfiguration, verifier: AccessTokenVerifier, issuer: TokenIssuer) {
        self.configuration = configuration
        self.verifier = verifier
        self.issuer = issuer
    }

    /// - Returns: `nil` if the request has no token at all.
    /// - Throws: `invalid_token` if the token is dead, not a user's, for another resource, or its session has ended.
    package func perform(_ request: RequestFacts, at now: Timestamp) async throws(OAuthError) -> RenewedToken? {
        guard let text = try BearerToken.find(in: request) else { return nil }
        guard let live = try await verifier.verify(text, at: now) else {
            throw OAuthError(.invalidToken, "the access token is unknown, expired or revoked")
        }
        guard live.token.audience == [configuration.issuer.value] else {
            throw OAuthError(.invalidToken, "the access token is bound to a resource and cannot be renewed here")
        }
        guard case .user(let user, let delegation?, let session?) = live.holder,
            session.isAlive(at: now, idle: configuration.sessionIdle)
        else { throw OAuthError(.invalidToken, "the session that the access token came from has ended") }

        guard live.client.metadata.subjectType == .public else {
            throw OAuthError(
                .insufficientScope, "this client knows its users by pairwise subjects, which have no userId")
        }
        var redemption = Redemption(of: delegation, for: user, scope: live.scope)
        redemption.notAfter = min(session.expiresAt, delegation.expiresAt)
        let token = issuer.accessToken(redemption, for: live.client, at: now)
        let form = try issuer.form(for: live.client.metadata, [])
        return RenewedToken(
            accessToken: try await issuer.encode(token, as: form), expiresAt: token.expiresAt, user: user)
    }
}

/// What a renewal gives.
package struct RenewedToken: Sendable {
    /// In ASCII.
    package let accessToken: [UInt8]
    package let expiresAt: Timestamp
    package let user: UserRecord
}
