import OAuthProtocol

/// A link that somebody is given to do one thing once. Whoever has it may do that, so only its digest is kept.
package struct OneTimeLinkRecord: Sendable, Equatable {
    package enum Purpose: String, Sendable {
        /// To begin anew with another password and nothing else, by the word of an operator.
        case reset
        /// To set another password in the place of a forgotten one.
        case password
        /// To prove an address.
        case address
    }

    /// Digest of what stands in the link: 256 bits.
    package let digest: TokenDigest
    package let userID: UserID
    package let purpose: Purpose
    package let createdAt: Timestamp
    /// The first second in which it is good no longer.
    package let expiresAt: Timestamp
    /// The address that it was sent to; `nil` if an operator hands it over. A link for a password is good no longer once the account
    /// has another address.
    package let email: String?

    package init(
        digest: TokenDigest, userID: UserID, purpose: Purpose, createdAt: Timestamp, expiresAt: Timestamp,
        email: String? = nil
    ) {
        self.digest = digest
        self.userID = userID
        self.purpose = purpose
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.email = email
    }

    /// Whether it was sent to the address that the account has now, or to none.
    package func isOfAddress(of user: UserRecord) -> Bool {
        email.map(UserRecord.loginKey) == user.email.map(UserRecord.loginKey) || email == nil
    }
}

/// A link with which somebody makes an account who was asked to. Only its digest is kept.
package struct InvitationRecord: Sendable, Equatable {
    /// Digest of what stands in the link: 256 bits.
    package let digest: TokenDigest
    /// The address that it was sent to, which is proved when it is used.
    package let email: String
    package let createdAt: Timestamp
    /// The first second in which it is good no longer.
    package let expiresAt: Timestamp

    package init(digest: TokenDigest, email: String, createdAt: Timestamp, expiresAt: Timestamp) {
        self.digest = digest
        self.email = email
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}
