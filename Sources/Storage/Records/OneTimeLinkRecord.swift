import OAuthProtocol

/// A link that somebody is given to do one thing once. Whoever has it may do that, so only its digest is kept.
package struct OneTimeLinkRecord: Sendable, Equatable {
    package enum Purpose: String, Sendable {
        /// To begin anew with another password.
        case reset
    }

    /// Digest of what stands in the link: 256 bits.
    package let digest: TokenDigest
    package let userID: UserID
    package let purpose: Purpose
    package let createdAt: Timestamp
    /// The first second in which it is good no longer.
    package let expiresAt: Timestamp

    package init(
        digest: TokenDigest, userID: UserID, purpose: Purpose, createdAt: Timestamp, expiresAt: Timestamp
    ) {
        self.digest = digest
        self.userID = userID
        self.purpose = purpose
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}
