import JOSE
import OAuthProtocol

/// An ID token of ours that a client shows again, as `id_token_hint` (OpenID Connect Core §3.1.2.1, RP-Initiated Logout
/// §2): whom it is about. Its signature counts, its age does not.
package struct IDTokenHint: Sendable, Equatable {
    /// The client that it was issued to.
    package let client: ClientID
    /// `sub`, as that client knows the user.
    package let subject: String
    /// `sid`; `nil` if the token had none.
    package let sessionID: String?

    /// `nil` unless `text` is an ID token that this issuer signed with a key that it still publishes.
    package init?(_ text: String, issuer: Issuer, keys: KeyRing) {
        guard let jws = try? CompactJWS(text), jws.type == "JWT", let keyID = jws.keyID,
            let key = keys.current.verificationKey(id: keyID), jws.isSigned(by: key),
            let claims = try? JWTClaims(payload: jws.payload), claims.issuer == issuer.value,
            claims.expiresAt != nil, claims.issuedAt != nil, let subject = claims.subject, claims.audience.count == 1, let client = claims.audience.first
        else { return nil }
        self.client = ClientID(client)
        self.subject = subject
        sessionID = claims["sid"]?.string
    }
}
