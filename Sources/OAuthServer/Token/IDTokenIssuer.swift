import JOSE
import OAuthProtocol
import Storage

/// Makes ID tokens (OpenID Connect Core §2), signed by the algorithm that the client registered and, if it registered
/// that too, encrypted to it.
struct IDTokenIssuer: Sendable {
    private let configuration: ServerConfiguration
    private let keys: TokenKeys
    private let clientKeys: ClientKeys
    private let subjects: Subjects

    init(configuration: ServerConfiguration, keys: TokenKeys, clientKeys: ClientKeys) {
        self.configuration = configuration
        self.keys = keys
        self.clientKeys = clientKeys
        subjects = Subjects(keys: keys)
    }

    /// The ID token in ASCII; `nil` where nobody signed in for it or `openid` was not granted.
    ///
    /// - Throws: `server_error` if we cannot sign; `temporarily_unavailable` if the client's keys cannot be had.
    func idToken(
        _ redemption: Redemption, for client: ClientRecord, beside accessToken: [UInt8], at now: Timestamp
    ) async throws(OAuthError) -> [UInt8]? {
        guard case .user(let user, _) = redemption.subject, redemption.scope.contains("openid") else { return nil }
        let metadata = client.metadata
        var json = JSONWriter()
        json.open()
        json.member("iss", configuration.issuer.value)
        json.member("sub", subjects.subject(of: user.id, for: metadata))
        json.member("aud", client.id.value)
        json.member("exp", (now + configuration.tokens.accessLifetime).seconds)
        json.member("iat", now.seconds)
        json.member("auth_time", redemption.authenticatedAt?.seconds)
        json.member("nonce", redemption.nonce)
        json.member("acr", redemption.acr)
        json.member("amr", redemption.amr.isEmpty ? nil : .strings(redemption.amr))
        json.member("at_hash", ascii: metadata.idTokenAlgorithm.hashHalf(of: accessToken).map(Base64URL.encodedOctets))
        json.member("sid", redemption.sessionID.map { subjects.sessionID($0, for: client.id) })
        // Claims of the scopes are for UserInfo, since there is an access token to ask with (§5.4), unless the operator
        // wants them here too.
        let isTold = (metadata.idTokenClaims ?? configuration.tokens.idTokenClaims) == .scope
        if isTold || redemption.claims != nil || !metadata.claimMapping.isEmpty {
            json.members(
                of: UserClaims.released(
                    of: user, scope: isTold ? redemption.scope : .none, requested: redemption.claims?.idToken ?? [],
                    client: metadata, languages: redemption.claims?.languages ?? []))
        }
        json.close()
        let signed = try await keys.sign(json.octets, by: metadata.idTokenAlgorithm, type: "JWT")
        return try await clientKeys.encrypted(signed, to: client, as: metadata.idTokenEncryption, at: now)
    }
}
