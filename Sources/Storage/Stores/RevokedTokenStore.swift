import OAuthProtocol

/// Single access tokens that were revoked before their time (RFC 7009).
package protocol RevokedTokenStore: Sendable {
    /// Whether the token with this `jti` was revoked.
    func findRevocation(ofTokenID jti: String) async throws(StorageError) -> Bool

    /// Remembers the revocation until `expiresAt`, when the token would have died anyway.
    func commitRevocation(ofTokenID jti: String, until expiresAt: Timestamp) async throws(StorageError)

    /// The same for a token that came of a delegation. Where that is revoked or gone, its tokens are dead, and nothing is
    /// remembered of them one by one.
    ///
    /// - `bounds`: how many revocations are remembered. Where there would be more of one delegation, all of it is revoked;
    ///   where there would be more of its user, the user's delegation is that has the most.
    func commitRevocation(
        ofTokenID jti: String, of delegation: DelegationID, until expiresAt: Timestamp, at now: Timestamp,
        within bounds: RevocationBounds
    ) async throws(StorageError)
}

/// How many single access tokens may be remembered as revoked.
package struct RevocationBounds: Sendable, Equatable {
    /// Of one delegation.
    package let perDelegation: Int
    /// Of all delegations of one user together.
    package let overAll: Int

    package init(perDelegation: Int = 200, overAll: Int = 2_000) {
        self.perDelegation = max(1, perDelegation)
        self.overAll = max(1, overAll)
    }
}
