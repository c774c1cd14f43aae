import JOSE
import OAuthProtocol

/// An ID token of ours that a client shows again, as `id_token_hint` (OpenID Connect Core §3.1.2.1, RP-Initiated Logout
/// §2): whom it is about. Its signature counts, its age does not.
package struct IDTokenHint: Sendable, Equatable {
    /// The client that it was issued to.
    package let client: ClientID
    /// `sub`, as that client knows the user.
    package let subject: String

    /// `nil` unless `text` is an ID token that this issuer signed with a key that it still publishes.
    package init?(_ text: String, issuer: Issuer, keys: KeyRing) {
        guard let (jws, hint) = Self.read(text, issuer: issuer), let keyID = jws.keyID,
            let key = keys.current.verificationKey(id: keyID), jws.isSigned(by: key)
        else { return nil }
        self = hint
    }

    /// The client that a hint names, though its key has been rotated away since and nobody can verify it any more: as
    /// much as a plain `client_id` would say. `nil` for a key that is still there, whose signature then counts, and for
    /// what is no ID token of this issuer at all.
    static func unprovedClient(of text: String, issuer: Issuer, keys: KeyRing) -> ClientID? {
        guard let (jws, hint) = read(text, issuer: issuer), let keyID = jws.keyID,
            keys.current.verificationKey(id: keyID) == nil
        else { return nil }
        return hint.client
    }

    private init(client: ClientID, subject: String) {
        self.client = client
        self.subject = subject
    }

    private static func read(_ text: String, issuer: Issuer) -> (CompactJWS, IDTokenHint)? {
        guard let jws = try? CompactJWS(text), jws.type == "JWT", let claims = try? JWTClaims(payload: jws.payload),
            claims.issuer == issuer.value, claims.expiresAt != nil, claims.issuedAt != nil,
            let subject = claims.subject, claims.audience.count == 1, let client = claims.audience.first
        else { return nil }
        return (jws, IDTokenHint(client: ClientID(client), subject: subject))
    }
}
