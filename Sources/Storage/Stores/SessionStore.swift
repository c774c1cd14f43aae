import OAuthProtocol

/// Browser sessions.
package protocol SessionStore: Sendable {
    /// The session whose cookie has this digest, with its user; `nil` if it ended or the user is gone or disabled.
    /// Whether it has expired is for the caller to say.
    func findSession(_ digest: TokenDigest) async throws(StorageError) -> (session: SessionRecord, user: UserRecord)?

    /// Begins a session. A session of the same `id` is replaced (the cookie changes, the session stays); one with the
    /// digest `replacing` and another `id` ends as by `commitEnd`. A session of the same user with the same `digest` that
    /// has not expired is the session that begins: it goes on under its own `id`, so that a form sent twice begins one. With
    /// a `limit`, those of the user's sessions beyond it end too that were used least recently, as
    /// ``SessionRecord/lastUse(at:)`` has it. The counters of the sign-in are settled with it.
    ///
    /// - `passwordHash`: the one that the sign-in was judged by; `nil` if it was not by password.
    /// - `mail`: tells the person; `nil` for nobody.
    /// - Returns: the identifier of the session that has begun; `nil`, changing nothing, if the user is gone or disabled,
    ///   or has another password by now: whoever knew the old one is out (``UserStore/commitPassword(_:of:at:)``).
    func commitSession(
        _ session: SessionRecord, judgedBy passwordHash: String?, replacing: TokenDigest?, limit: Int?,
        settling: AttemptSettlement, telling mail: MailRecord?, at now: Timestamp
    ) async throws(StorageError) -> SessionID?

    /// Notes that the session was used, unless a later use is already noted, by a clock that was not ahead.
    func commitUse(of session: SessionID, at now: Timestamp) async throws(StorageError)

    /// Ends a session of the user, revokes the delegations that were authorized in it, and puts a notice there for each
    /// client that wants to know (``LogoutNoticeStore``).
    ///
    /// - `keepingOfflineAccess`: whether delegations of the scope `offline_access` whose code was redeemed
    ///   outlive the session (OpenID Connect Back-Channel Logout §2.7).
    /// - Returns: false if the user has no such session.
    func commitEnd(
        of session: SessionID, of user: UserID, keepingOfflineAccess: Bool, at now: Timestamp
    ) async throws(StorageError) -> Bool

    /// At most `most` of the user's sessions, the most recently used first, as ``SessionRecord/lastUse(at:)`` has it.
    func findSessions(of user: UserID, most: Int, at now: Timestamp) async throws(StorageError) -> [SessionRecord]
}

extension SessionStore {
    /// All of the user's sessions, the most recently used first.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func findSessions(of user: UserID) async throws(StorageError) -> [SessionRecord] {
        try await findSessions(of: user, most: .max, at: Timestamp(.max))
    }
}
