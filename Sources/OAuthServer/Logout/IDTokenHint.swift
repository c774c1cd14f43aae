import JOSE
import OAuthProtocol

/// An ID token of ours that a client shows again, as `id_token_hint` (OpenID Connect Core §3.1.2.1, RP-Initiated Logout
/// §2): whom it is about. Its age does not count.
///
/// Its signature does, while we have the key. A token whose key was rotated away is taken at its word, since people come
/// back weeks after they signed in: here a hint only narrows what may happen, to one user or to the addresses of one
/// client, and so does no more for a forger than sending none.
package struct IDTokenHint: Sendable, Equatable {
    /// The client that it was issued to.
    package let client: ClientID
    /// `sub`, as that client knows the user.
    package let subject: String

    /// `nil` for what is not an ID token of this issuer, and for one whose key is there and did not sign it.
    package init?(_ text: String, issuer: Issuer, keys: KeyRing) {
        guard let jws = try? CompactJWS(text), jws.type == "JWT", let keyID = jws.keyID,
            keys.current.verificationKey(id: keyID).map(jws.isSigned) ?? true,
            let claims = try? JWTClaims(payload: jws.payload), claims.issuer?.octets == issuer.value.octets,
            claims.expiresAt != nil, claims.issuedAt != nil,
            let subject = claims.subject, claims.audience.count == 1, let client = claims.audience.first
        else { return nil }
        self.client = ClientID(client)
        self.subject = subject
    }
}
