import OAuthProtocol

/// A client that must still be told that a user's session has ended (OpenID Connect Back-Channel Logout §2.5). There is at
/// most one of each session for each registration of a client.
package struct LogoutNoticeRecord: Sendable, Equatable {
    /// Seconds that a client may be unreachable before it is given up.
    package static let lifetime: Int64 = 86_400
    /// How many wait at most for dynamic clients: of one user, and of all. Beyond that the oldest leave.
    package static let most = (ofUser: 200, overAll: 20_000)

    /// The session that ended; its row is gone.
    package let sessionID: SessionID
    package let client: ClientRegistration
    /// Whose session it was; the account may be gone.
    package let userID: UserID
    /// When the session ended.
    package let createdAt: Timestamp
    /// How often it was claimed. Who claimed it is known by this number, so that who was too slow changes nothing.
    package private(set) var attempts: Int64
    /// When it may be claimed; for a claimed one, when whoever claimed it counts as gone.
    package private(set) var dueAt: Timestamp
    /// When it is given up.
    package let expiresAt: Timestamp

    package init(
        sessionID: SessionID, client: ClientRegistration, userID: UserID, createdAt: Timestamp,
        attempts: Int64, dueAt: Timestamp, expiresAt: Timestamp
    ) {
        self.sessionID = sessionID
        self.client = client
        self.userID = userID
        self.createdAt = createdAt
        self.attempts = attempts
        self.dueAt = dueAt
        self.expiresAt = expiresAt
    }

    /// A notice as the end of a session at `now` puts it there, due at once.
    package init(of session: SessionID, of user: UserID, to client: ClientRegistration, at now: Timestamp) {
        self.init(
            sessionID: session, client: client, userID: user, createdAt: now, attempts: 0,
            dueAt: now, expiresAt: now + Self.lifetime)
    }

    /// This notice after somebody claimed it.
    package func claimed(until lease: Timestamp) -> LogoutNoticeRecord {
        var notice = due(at: lease)
        notice.attempts += 1
        return notice
    }

    /// This notice with another time at which it may be claimed.
    package func due(at moment: Timestamp) -> LogoutNoticeRecord {
        var notice = self
        notice.dueAt = moment
        return notice
    }
}
