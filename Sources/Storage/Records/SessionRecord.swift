import OAuthProtocol

/// A browser in which a person is signed in. The cookie holds a secret; only its digest is kept.
package struct SessionRecord: Sendable, Equatable {
    /// Stays the same while the cookie's secret changes.
    package let id: SessionID
    /// Digest of the cookie's secret.
    package let digest: TokenDigest
    package let userID: UserID
    /// When the person last proved who they are (`auth_time`).
    package let authenticatedAt: Timestamp
    package let createdAt: Timestamp
    /// To within some minutes, so that reading a page need not write.
    package var lastUsedAt: Timestamp
    /// The end that no use postpones.
    package let expiresAt: Timestamp
    /// The browser in a few words, for the person's list of sessions.
    package let userAgent: String
    /// The address from which the person signed in.
    package let address: String

    package init(
        id: SessionID, digest: TokenDigest, userID: UserID, authenticatedAt: Timestamp, createdAt: Timestamp,
        lastUsedAt: Timestamp, expiresAt: Timestamp, userAgent: String, address: String
    ) {
        self.id = id
        self.digest = digest
        self.userID = userID
        self.authenticatedAt = authenticatedAt
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.expiresAt = expiresAt
        self.userAgent = userAgent
        self.address = address
    }

    /// The same under another identifier.
    package func identified(as id: SessionID) -> SessionRecord {
        SessionRecord(
            id: id, digest: digest, userID: userID, authenticatedAt: authenticatedAt, createdAt: createdAt,
            lastUsedAt: lastUsedAt, expiresAt: expiresAt, userAgent: userAgent, address: address)
    }
}
