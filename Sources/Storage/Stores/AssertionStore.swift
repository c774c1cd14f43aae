import OAuthProtocol

/// Assertions that serve once and give nothing by themselves: those by which clients authenticate (RFC 7523 §3, `jti`).
/// One that gives a delegation is spent with it (``DelegationStore``), out of the same pool of digests.
package protocol AssertionStore: Sendable {
    /// Spends the assertion, in one conditional write, and remembers it until it expires.
    ///
    /// - Returns: false, changing nothing, if it was spent before.
    func commitSpending(of assertion: SpentAssertion) async throws(StorageError) -> Bool
}

/// An assertion that may be used once (RFC 7523 §3, `jti`), remembered until it expires.
package struct SpentAssertion: Sendable, Equatable {
    /// Digest of who made it and `jti`.
    package let digest: TokenDigest
    package let expiresAt: Timestamp

    package init(digest: TokenDigest, expiresAt: Timestamp) {
        self.digest = digest
        self.expiresAt = expiresAt
    }
}
