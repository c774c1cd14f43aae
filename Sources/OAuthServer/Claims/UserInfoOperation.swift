import JOSE
import OAuthProtocol
import Storage

/// Who the user behind a token is: UserInfo (OpenID Connect Core §5.3), and the same in the shape of the API that this server stands in for.
package struct UserInfoOperation: Sendable {
    /// What UserInfo answers with.
    package enum Answer: Sendable {
        /// In JSON.
        case json([UInt8])
        /// Signed, encrypted or both, for a client that registered `userinfo_signed_response_alg` or
        /// `userinfo_encrypted_response_alg`; a JWT in ASCII.
        case token([UInt8])
    }

    private let issuer: Issuer
    private let verifier: AccessTokenVerifier
    private let keys: TokenKeys
    private let clientKeys: ClientKeys
    private let subjects: Subjects

    package init(issuer: Issuer, verifier: AccessTokenVerifier, keys: TokenKeys, clientKeys: ClientKeys) {
        self.clientKeys = clientKeys
        self.issuer = issuer
        self.verifier = verifier
        self.keys = keys
        subjects = Subjects(keys: keys)
    }

    /// The claims that the token's scope, its request and the client's registration allow.
    ///
    /// - Returns: `nil` if the request has no token at all.
    /// - Throws: `invalid_token`; `insufficient_scope` without `openid`; `server_error` or `temporarily_unavailable` if it cannot
    ///   be signed or encrypted as it should.
    package func userInfo(_ request: RequestFacts, at now: Timestamp) async throws(OAuthError) -> Answer? {
        guard let (live, user, delegation) = try await user(of: request, at: now) else { return nil }
        guard live.scope.contains("openid") else {
            throw OAuthError(
                .insufficientScope, "the token needs the scope openid", neededScope: Scope(["openid"]))
        }
        let metadata = live.client.metadata
        let json = live.answers.octets(of: .userInfo) { claims(of: user, delegation, live).octets }
        var answer = json
        if let algorithm = metadata.userInfoAlgorithm {
            var claims = claims(of: user, delegation, live)
            claims["iss"] = .string(issuer.value)
            claims["aud"] = .string(live.client.id.value)
            answer = try await keys.sign(claims.octets, by: algorithm, type: "JWT")
        } else if metadata.userInfoEncryption.chosen == nil {
            return .json(json)
        }
        return .token(
            try await clientKeys.encrypted(
                answer, to: live.client, as: metadata.userInfoEncryption, isToken: metadata.userInfoAlgorithm != nil,
                at: now))
    }

    private func claims(of user: UserRecord, _ delegation: DelegationRecord?, _ live: LiveToken) -> JSONObject {
        let metadata = live.client.metadata
        var claims: JSONObject = ["sub": .string(subjects.subject(of: user.id, for: metadata))]
        let released = UserClaims.released(
            of: user, scope: live.scope, requested: delegation?.claims?.userInfo ?? [], client: metadata,
            languages: delegation?.claims?.languages ?? [])
        for (name, value) in released.members { claims.append(name, value) }
        return claims
    }

    /// The user as `/v1/auth/me` shows it, in JSON.
    ///
    /// - Returns: `nil` if the request has no token at all.
    /// - Throws: `invalid_token`; `insufficient_scope` to a client that must not learn the user id.
    package func me(_ request: RequestFacts, at now: Timestamp) async throws(OAuthError) -> [UInt8]? {
        guard let (live, user, _) = try await user(of: request, at: now) else { return nil }
        guard live.client.metadata.subjectType == .public else {
            throw OAuthError(
                .insufficientScope, "this client knows its users by pairwise subjects, which have no userId")
        }
        return live.answers.octets(of: .me) { Self.me(user, live.scope) }
    }

    private static func me(_ user: UserRecord, _ scope: Scope) -> [UInt8] {
        var answer = JSONWriter()
        answer.open()
        answer.member("userId", user.id.number)
        if scope.contains("profile") {
            answer.member("name", user.username)
            answer.member("fullName", user.name)
        }
        if scope.contains("email"), let email = user.email {
            answer.member("email", email)
            answer.member("emailVerified", .bool(user.emailVerified))
        }
        answer.member("isTrial", false)
        answer.close()
        return answer.octets
    }

    private func user(
        of request: RequestFacts, at now: Timestamp
    ) async throws(OAuthError) -> (LiveToken, UserRecord, DelegationRecord?)? {
        guard let text = try BearerToken.find(in: request) else { return nil }
        guard let live = try await verifier.verify(text, at: now) else {
            throw OAuthError(.invalidToken, "the access token is unknown, expired or revoked")
        }
        guard live.token.audience.contains(issuer.value) else {
            throw OAuthError(.invalidToken, "the access token is for another resource")
        }
        guard case .user(let user, let delegation, _) = live.holder else {
            throw OAuthError(.invalidToken, "the access token is a client's and not a user's")
        }
        return (live, user, delegation)
    }
}
