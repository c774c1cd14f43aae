import OAuthProtocol
import Storage

/// Who the user behind a token is: UserInfo (OpenID Connect Core §5.3), and the same in the seed API's own shape.
package struct UserInfoOperation: Sendable {
    private let issuer: Issuer
    private let verifier: AccessTokenVerifier

    package init(issuer: Issuer, verifier: AccessTokenVerifier) {
        self.issuer = issuer
        self.verifier = verifier
    }

    /// The claims that the token's scope allows.
    ///
    /// - Returns: `nil` if the request has no token at all.
    /// - Throws: `invalid_token`; `insufficient_scope` without `openid`.
    package func userInfo(_ request: RequestFacts, at now: Timestamp) async throws(OAuthError) -> JSONObject? {
        guard let (user, scope) = try await user(of: request, at: now) else { return nil }
        guard scope.contains("openid") else {
            throw OAuthError(.insufficientScope, "the token needs the scope openid")
        }
        return Self.claims(of: user, scope)
    }

    /// The claims about a user that a scope gives (OpenID Connect Core §5.4).
    package static func claims(of user: UserRecord, _ scope: Scope) -> JSONObject {
        var claims: JSONObject = ["sub": .string(user.id.description)]
        if scope.contains("profile") {
            claims["name"] = user.name.map(JSONValue.string)
            claims["preferred_username"] = .string(user.username)
            claims["updated_at"] = .integer(user.updatedAt.seconds)
        }
        if scope.contains("email"), let email = user.email {
            claims["email"] = .string(email)
            claims["email_verified"] = .bool(user.emailVerified)
        }
        return claims
    }

    /// The user as `/v1/auth/me` shows it.
    ///
    /// - Returns: `nil` if the request has no token at all.
    /// - Throws: `invalid_token`.
    package func me(_ request: RequestFacts, at now: Timestamp) async throws(OAuthError) -> JSONObject? {
        guard let (user, scope) = try await user(of: request, at: now) else { return nil }
        var answer: JSONObject = ["userId": .integer(user.id.number)]
        if scope.contains("profile") {
            answer["name"] = .string(user.username)
            answer["fullName"] = user.name.map(JSONValue.string)
        }
        if scope.contains("email"), let email = user.email {
            answer["email"] = .string(email)
            answer["emailVerified"] = .bool(user.emailVerified)
        }
        answer["isTrial"] = .bool(false)
        return answer
    }

    private func user(of request: RequestFacts, at now: Timestamp) async throws(OAuthError) -> (UserRecord, Scope)? {
        guard let text = try BearerToken.find(in: request) else { return nil }
        guard let live = try await verifier.verify(text, at: now) else {
            throw OAuthError(.invalidToken, "the access token is unknown, expired or revoked")
        }
        guard live.token.audience.contains(issuer.value) else {
            throw OAuthError(.invalidToken, "the access token is for another resource")
        }
        guard case .user(let user, _, _) = live.holder else {
            throw OAuthError(.invalidToken, "the access token is a client's and not a user's")
        }
        return (user, live.token.scope)
    }
}
