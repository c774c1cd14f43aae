import OAuthProtocol

/// Browser sessions, consents and requests that wait for a person.
package protocol SessionStore: Sendable {
    /// The session whose cookie has this digest, with its user; `nil` if it ended or the user is gone or disabled.
    /// Whether it has expired is for the caller to say.
    func findSession(_ digest: TokenDigest) async throws(StorageError) -> (session: SessionRecord, user: UserRecord)?

    /// Begins a session. A session of the same `id` is replaced (the cookie changes, the session stays); one with the
    /// digest `replacing` and another `id` ends as by `commitEnd`. What waits for the browser with the cookie
    /// `replacing` waits for the new cookie. With a `limit`, the user's oldest sessions beyond it end too.
    ///
    /// - Returns: false, changing nothing, if the user is gone or disabled.
    func commitSession(
        _ session: SessionRecord, replacing: TokenDigest?, limit: Int?, at now: Timestamp
    ) async throws(StorageError) -> Bool

    /// Notes that the session was used, unless a later use is already noted.
    func commitUse(of session: SessionID, at now: Timestamp) async throws(StorageError)

    /// Ends a session of the user, revokes the delegations that were authorized in it, and puts a notice there for each
    /// client that wants to know (``LogoutNoticeStore``).
    ///
    /// - Parameter keepingOfflineAccess: whether delegations of the scope `offline_access` whose code was redeemed
    ///   outlive the session (OpenID Connect Back-Channel Logout §2.7).
    /// - Returns: false if the user has no such session.
    func commitEnd(
        of session: SessionID, of user: UserID, keepingOfflineAccess: Bool, at now: Timestamp
    ) async throws(StorageError) -> Bool

    /// The user's sessions, the most recently used first.
    func findSessions(of user: UserID) async throws(StorageError) -> [SessionRecord]

    /// - Returns: `nil` if the handle is unknown; expiry is for the caller to judge.
    func findInteraction(_ digest: TokenDigest) async throws(StorageError) -> InteractionRecord?

    func commitInteraction(_ interaction: InteractionRecord) async throws(StorageError)

    /// Replaces what waits under a handle, as when the person has done one of the things that it waited for.
    ///
    /// - Returns: false if it is gone; what was ended does not come back.
    func commitInteraction(_ digest: TokenDigest, request: [UInt8]) async throws(StorageError) -> Bool

    /// Ends a waiting request: exactly one caller gets true.
    func commitEndOfInteraction(_ digest: TokenDigest) async throws(StorageError) -> Bool
}

/// What users have allowed clients.
package protocol ConsentStore: Sendable {
    /// - Returns: `nil` if the user never allowed this client, or consent was withdrawn.
    func findConsent(of user: UserID, to client: ClientID) async throws(StorageError) -> ConsentRecord?

    /// The user's consents, the newest first.
    func findConsents(of user: UserID) async throws(StorageError) -> [ConsentRecord]

    /// What clients can do of the user's at `now`: redeemed delegations that are neither revoked nor expired, by client
    /// and scope, in no particular order.
    func findAccess(of user: UserID, at now: Timestamp) async throws(StorageError) -> [AccessRecord]

    /// Replaces what was remembered for the same user and client. Nothing is kept if the user or that registration of
    /// the client is gone.
    func commitConsent(_ consent: ConsentRecord) async throws(StorageError)

    /// Forgets the consent, revokes every delegation of the user to the client, and turns away the client's devices that
    /// the user let in and that have not come in yet.
    ///
    /// - Returns: false if there was neither consent nor a delegation that was not yet revoked.
    func commitWithdrawal(of user: UserID, from client: ClientID, at now: Timestamp) async throws(StorageError) -> Bool
}
