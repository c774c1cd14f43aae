import OAuthProtocol

/// A browser in which a person is signed in. The cookie holds a secret; only its digest is kept.
package struct SessionRecord: Sendable, Equatable {
    /// How many of one user there may be where the operator says nothing else: more than a person signs in to and does not
    /// leave again, and few enough to look through at each sign-in.
    package static let most = 1_000

    /// Stays the same while the cookie's secret changes.
    package private(set) var id: SessionID
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
    /// How the person proved who they are.
    package let methods: AuthenticationMethods

    package init(
        id: SessionID, digest: TokenDigest, userID: UserID, authenticatedAt: Timestamp, createdAt: Timestamp,
        lastUsedAt: Timestamp, expiresAt: Timestamp, userAgent: String, address: String,
        methods: AuthenticationMethods = .password
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
        self.methods = methods
    }

    /// The latest use that is known at `now`. One that is yet to come was noted by a clock that was ahead and says nothing;
    /// then that is when the person signed in, or `nil` if that clock wrote this too.
    package func lastUse(at now: Timestamp) -> Timestamp? {
        [lastUsedAt, authenticatedAt].first { !$0.isYetToCome(at: now) }
    }

    /// Whether neither its end has come nor it has lain idle for `idle` seconds.
    package func isAlive(at now: Timestamp, idle: Int64) -> Bool {
        now < expiresAt && lastUse(at: now).map { now < $0 + idle } ?? false
    }

    /// The same under another identifier.
    package func identified(as id: SessionID) -> SessionRecord {
        var session = self
        session.id = id
        return session
    }
}
