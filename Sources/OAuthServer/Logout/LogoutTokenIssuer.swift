import OAuthProtocol
import Storage

/// Makes logout tokens (OpenID Connect Back-Channel Logout §2.4), signed and encrypted as the client's ID tokens are.
package struct LogoutTokenIssuer: Sendable {
    /// Seconds that a token is good for: as long as it takes to deliver it. Each attempt has a token of its own.
    private static let lifetime: Int64 = 120
    private static let event = "http://schemas.openid.net/event/backchannel-logout"

    private let issuer: Issuer
    private let keys: TokenKeys
    private let clientKeys: ClientKeys
    private let subjects: Subjects
    private let entropy: Entropy

    package init(issuer: Issuer, keys: TokenKeys, clientKeys: ClientKeys, entropy: Entropy) {
        self.issuer = issuer
        self.keys = keys
        self.clientKeys = clientKeys
        subjects = Subjects(keys: keys)
        self.entropy = entropy
    }

    /// The token in ASCII that tells `client` of the end of a session. It has no `nonce`, so that it can never be taken
    /// for an ID token.
    ///
    /// - Throws: `server_error` if we cannot sign; `temporarily_unavailable` if the client's keys cannot be had.
    package func token(
        of notice: LogoutNoticeRecord, for client: ClientRecord, at now: Timestamp
    ) async throws(OAuthError) -> [UInt8] {
        var json = JSONWriter()
        json.open()
        json.member("iss", issuer.value)
        json.member("sub", subjects.subject(of: notice.userID, for: client.metadata))
        json.member("aud", client.id.value)
        json.member("iat", now.seconds)
        json.member("exp", (now + Self.lifetime).seconds)
        json.member("jti", Base64URL.encode(entropy.octets(16)))
        json.member("events", .object([Self.event: .object([:])]))
        json.member("sid", subjects.sessionID(notice.sessionID, for: client.id))
        json.close()
        let signed = try await keys.sign(
            json.octets, by: client.metadata.idTokenAlgorithm, type: "logout+jwt")
        return try await clientKeys.encrypted(signed, to: client, as: client.metadata.idTokenEncryption, at: now)
    }
}
