import OAuthProtocol

/// Single access tokens that were revoked before their time (RFC 7009).
package protocol RevokedTokenStore: Sendable {
    /// Whether the token with this `jti` was revoked.
    func findRevocation(ofTokenID jti: String) async throws(StorageError) -> Bool

    /// Remembers the revocation until `expiresAt`, when the token would have died anyway.
    func commitRevocation(ofTokenID jti: String, until expiresAt: Timestamp) async throws(StorageError)
}
