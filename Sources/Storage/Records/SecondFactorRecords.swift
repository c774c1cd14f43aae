import OAuthProtocol

/// The shared secret from which an authenticator application makes one-time codes (RFC 6238).
package struct OneTimeCodeRecord: Sendable, Equatable {
    package let userID: UserID
    /// The secret, sealed with a key that is not in the database.
    package let sealed: [UInt8]
    package let createdAt: Timestamp
    /// The time step of the last code that was accepted: no code of it or of an earlier one is (§5.2).
    package let lastStep: Int64

    package init(userID: UserID, sealed: [UInt8], createdAt: Timestamp, lastStep: Int64) {
        self.userID = userID
        self.sealed = sealed
        self.createdAt = createdAt
        self.lastStep = lastStep
    }
}

/// What a person used once and never again: the digest of one of ten codes.
package struct RecoveryCodeRecord: Sendable, Equatable {
    /// Keyed digest of the code.
    package let digest: TokenDigest
    package let userID: UserID

    package init(digest: TokenDigest, userID: UserID) {
        self.digest = digest
        self.userID = userID
    }
}

/// A browser in which the second factor was shown, and is not asked for until it expires.
package struct RememberedBrowserRecord: Sendable, Equatable {
    /// How many of one person there may be: those beyond leave, the oldest first.
    package static let most = 20

    /// Digest of the cookie's secret.
    package let digest: TokenDigest
    package let userID: UserID
    package let createdAt: Timestamp
    package let expiresAt: Timestamp
    /// The browser in a few words.
    package let userAgent: String
    /// The address that it had when it was remembered.
    package let address: String

    package init(
        digest: TokenDigest, userID: UserID, createdAt: Timestamp, expiresAt: Timestamp, userAgent: String,
        address: String
    ) {
        self.digest = digest
        self.userID = userID
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.userAgent = userAgent
        self.address = address
    }
}

/// A passkey: a public key credential that is found without a user name (WebAuthn Level 3 §4, "discoverable credential").
package struct PasskeyRecord: Sendable, Equatable {
    /// How many one account may have.
    package static let most = 20

    /// The credential ID, as the authenticator chose it: 1 to 1,023 octets.
    package let id: [UInt8]
    package let userID: UserID
    /// As the person calls it.
    package var name: String
    /// The credential public key, a COSE_Key (RFC 9052 §7).
    package let publicKey: [UInt8]
    /// The signature counter of the last sign-in; 0 for authenticators without one.
    package let signCount: Int64
    /// Whether it may leave the hardware that it was made in (`BE`).
    package let isBackupEligible: Bool
    /// How the browser reaches its authenticator.
    package let transports: [String]
    package let createdAt: Timestamp
    /// `nil` until somebody signs in with it.
    package let lastUsedAt: Timestamp?

    package init(
        id: [UInt8], userID: UserID, name: String, publicKey: [UInt8], signCount: Int64, isBackupEligible: Bool,
        transports: [String], createdAt: Timestamp, lastUsedAt: Timestamp? = nil
    ) {
        self.id = id
        self.userID = userID
        self.name = name
        self.publicKey = publicKey
        self.signCount = signCount
        self.isBackupEligible = isBackupEligible
        self.transports = transports
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }
}
