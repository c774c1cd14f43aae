import OAuthProtocol
import Storage

/// Browsers in which somebody is signed in. The cookie holds a secret of 256 bits that changes at each sign-in; only the
/// cookie's digest is kept.
package struct Sessions: Sendable {
    private let store: any SessionStore
    private let entropy: Entropy
    package let configuration: SessionConfiguration

    package init(
        store: any SessionStore, entropy: Entropy, configuration: SessionConfiguration = SessionConfiguration()
    ) {
        self.store = store
        self.entropy = entropy
        self.configuration = configuration
    }

    /// Begins a session at sign-in, always under a new cookie, so that nobody can put one into the browser beforehand
    /// (threat 19). If the browser's present session is alive and the same user's, it goes on under the new cookie and
    /// keeps its identifier; otherwise it ends. The same sign-in sent twice begins one session.
    ///
    /// - `signedIn`: who has signed in; the counters of that are settled in the same transaction.
    /// - `cookie`: the digest of the new cookie, which no other user's sign-in comes to.
    /// - `sent`: the digest of the cookie that the browser sent.
    /// - `present`: the live session behind that cookie, as ``find(cookie:at:)`` gave it; `nil` if there is none.
    /// - `userAgent`: the `User-Agent` header; `nil` if there was none.
    /// - `mail`: tells the person; `nil` for nobody.
    /// - Returns: `nil`, changing nothing, if the user is gone or disabled, or has another password by now.
    /// - Throws: `StorageError` if the store cannot answer.
    package func begin(
        _ signedIn: SignedIn, under cookie: TokenDigest, replacing sent: TokenDigest,
        continuing present: SessionRecord?, userAgent: String?, address: String, telling mail: MailRecord? = nil,
        at now: Timestamp
    ) async throws(StorageError) -> SessionRecord? {
        let continued = present.flatMap { $0.userID == signedIn.user.id ? $0 : nil }
        let session = SessionRecord(
            id: continued?.id ?? SessionID(at: now, from: entropy), digest: cookie, userID: signedIn.user.id,
            authenticatedAt: signedIn.authenticatedAt ?? now, createdAt: continued?.createdAt ?? now, lastUsedAt: now,
            expiresAt: now + configuration.lifetime, userAgent: UserAgent.summary(of: userAgent),
            address: String(address.prefix(64)), methods: signedIn.methods)
        let begun = try await store.commitSession(
            session, judgedBy: signedIn.user.passwordHash, replacing: sent,
            limit: configuration.limit ?? SessionRecord.most,
            settling: signedIn.settlement, telling: mail, at: now)
        return begun.map(session.identified)
    }

    /// The live session behind a cookie, and its user; `nil` if the cookie is none of ours, or the session has ended,
    /// expired or lain idle, or the user is gone or disabled. Notes the use, at most every five minutes.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func find(
        cookie: Secret, at now: Timestamp
    ) async throws(StorageError) -> (session: SessionRecord, user: UserRecord)? {
        guard let (found, user) = try await store.findSession(cookie.digest), configuration.isAlive(found, at: now)
        else {
            return nil
        }
        var session = found
        if !session.lastUsedAt.isRecent(at: now, within: configuration.noteEvery - 1) {
            try await store.commitUse(of: session.id, at: now)
            session.lastUsedAt = now
        }
        return (session, user)
    }

    /// Ends a session of the user, and what was delegated in it.
    ///
    /// - `keepingOfflineAccess`: whether what was delegated as `offline_access` outlives the session, as it does
    ///   when the person signs out (OpenID Connect Back-Channel Logout §2.7).
    /// - Returns: false if the user has no such session.
    /// - Throws: `StorageError` if the store cannot answer.
    @discardableResult
    package func end(
        session: SessionID, of user: UserID, keepingOfflineAccess: Bool = false, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await store.commitEnd(of: session, of: user, keepingOfflineAccess: keepingOfflineAccess, at: now)
    }

    /// The user's live sessions, the most recently used first.
    ///
    /// - `most`: how many are looked at.
    /// - Throws: `StorageError` if the store cannot answer.
    package func list(
        of user: UserID, most: Int = .max, at now: Timestamp
    ) async throws(StorageError) -> [SessionRecord] {
        try await store.findSessions(of: user, most: most, at: now).filter { configuration.isAlive($0, at: now) }
    }
}
