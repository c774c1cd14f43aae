import OAuthProtocol
import Storage
import Synchronization

/// The one maker of rows to try a store with, unlike each other and the same in every run.
package final class StorageFixture: Sendable {
    /// When everything here happens.
    package let now: Timestamp
    let store: any Store
    private let drawn = Mutex<UInt64>(0)

    /// - `store`: where rows are kept.
    package init(in store: any Store, at now: Timestamp = Timestamp(1_700_000_000)) {
        self.store = store
        self.now = now
    }

    /// Octets that look random: digests of a count.
    package var entropy: Entropy {
        Entropy { [self] count in
            var octets: [UInt8] = []
            while octets.count < count { octets += digest().octets }
            return Array(octets.prefix(count))
        }
    }

    /// A digest unlike every other.
    package func digest() -> TokenDigest {
        let number = drawn.withLock { number in
            number += 1
            return number
        }
        return TokenDigest(of: "fixture \(number)")
    }

    /// An account with a password hash; by default without an address.
    package func user(_ username: String = "alice", email: String? = nil, createdAt: Timestamp? = nil) -> UserRecord {
        UserRecord.make(
            username, id: UserID(from: entropy).number, email: email ?? "", emailVerified: false, name: nil,
            passwordHash: "$argon2id$old", createdAt: createdAt ?? now)
    }

    /// A client that a command registered, unless said otherwise.
    ///
    /// - `secret`: the digest of its secret; by default one unlike every other.
    /// - `logoutURI`: where it wants logout tokens; `nil` if it wants none.
    package func client(
        _ id: String = "shop", secret: TokenDigest? = nil, createdAt: Timestamp? = nil, logoutURI: String? = nil,
        origin: ClientRecord.Origin = .command
    ) -> ClientRecord {
        var metadata = ClientMetadata()
        metadata.name = "Shop"
        metadata.backchannelLogoutURI = logoutURI.flatMap { WebURI($0) }
        metadata.redirectURIs = ["https://shop.example/back"].compactMap { RedirectURI($0) }
        return .make(
            id: id, metadata: metadata, secrets: [StoredSecret(.digest(secret ?? digest()))], instance: instance(),
            origin: origin, createdAt: createdAt ?? now)
    }

    /// An instance of a registration, unlike every other.
    func instance() -> Int64 {
        ClientRegistration(of: ClientID(""), from: entropy).instance
    }

    /// A session that began now and has an hour to go.
    ///
    /// - `cookie`: what it is found by; by default a digest unlike every other.
    package func session(
        of user: UserRecord, id: SessionID? = nil, under cookie: TokenDigest? = nil,
        authenticatedAt: Timestamp? = nil, createdAt: Timestamp? = nil, lastUsedAt: Timestamp? = nil,
        expiresAt: Timestamp? = nil, userAgent: String = "Firefox on Linux"
    ) -> SessionRecord {
        SessionRecord(
            id: id ?? SessionID(at: now, from: entropy), digest: cookie ?? digest(), userID: user.id,
            authenticatedAt: authenticatedAt ?? now, createdAt: createdAt ?? now, lastUsedAt: lastUsedAt ?? now,
            expiresAt: expiresAt ?? now + 3_600, userAgent: userAgent, address: "192.0.2.7")
    }

    /// A delegation whose code waits to be redeemed.
    ///
    /// - `digest`: of the code; by default one unlike every other.
    package func delegation(
        of user: UserRecord, to client: ClientRecord, in session: SessionRecord? = nil,
        scope: [String] = ["openid", "profile"], code digest: TokenDigest? = nil, createdAt: Timestamp? = nil,
        expiresAt: Timestamp? = nil
    ) -> DelegationRecord {
        var code: CodeRecord?
        if let redirectURI = client.metadata.redirectURIs.first {
            code = CodeRecord(
                digest: digest ?? self.digest(), redirectURI: redirectURI, redirectURIWasSent: true,
                challenge: CodeChallenge(Base64URL.encode(self.digest().octets)), nonce: "n-0S6_WzA2Mj",
                scopeIsAsAsked: true, expiresAt: now + 60)
        }
        return delegation(
            of: user, to: client, in: session, scope: scope, code: code, createdAt: createdAt,
            expiresAt: expiresAt ?? now + 60)
    }

    /// A delegation with everything that it may have, or without it.
    package func delegation(
        of user: UserRecord, to client: ClientRecord, in session: SessionRecord?,
        scope: [String] = ["openid", "profile"], code: CodeRecord?, resources: [ResourceIndicator] = [],
        refresh: RefreshState? = nil, createdAt: Timestamp? = nil, expiresAt: Timestamp
    ) -> DelegationRecord {
        DelegationRecord(
            id: DelegationID(at: now, from: entropy), client: client.registration,
            userID: user.id, sessionID: session?.id, scope: Scope(scope), resources: resources,
            authenticatedAt: session?.authenticatedAt, createdAt: createdAt ?? now, code: code, refresh: refresh,
            expiresAt: expiresAt)
    }

    func consent(
        of user: UserRecord, to client: ClientRecord, scope: [String] = ["openid"], grantedAt: Timestamp? = nil
    ) -> ConsentRecord {
        ConsentRecord(
            userID: user.id, client: client.registration, scope: Scope(scope), resources: [],
            grantedAt: grantedAt ?? now)
    }

    /// The refresh state of a generation, each a second after the one before.
    func refresh(_ generation: Int64) -> RefreshState {
        RefreshState(generation: generation, rotatedAt: now + generation, expiresAt: now + generation + 1_209_600)
    }

    /// Keeps an account.
    ///
    /// - Throws: `Violation` if it is refused, or what the store throws; the other functions that keep something do too.
    package func add(_ user: UserRecord) async throws -> UserRecord {
        try await expect(store.commitNewUser(user), .done)
        return user
    }

    /// Keeps a client.
    ///
    /// - Throws: `Violation` if it is refused, or what the store throws.
    package func add(_ client: ClientRecord) async throws -> ClientRecord {
        try await expect(store.commitNewClient(client))
        return client
    }

    /// Keeps a session.
    ///
    /// - Throws: `Violation` if it is refused, or what the store throws.
    package func begin(_ session: SessionRecord) async throws -> SessionRecord {
        try await expect(store.commitSession(session, replacing: nil, limit: nil, at: now), session.id)
        return session
    }

    /// Keeps a delegation.
    ///
    /// - Throws: `Violation` if it is refused, or what the store throws.
    package func keep(_ delegation: DelegationRecord) async throws -> DelegationRecord {
        try await expect(store.commitDelegation(delegation, spending: nil), .committed)
        return delegation
    }

    /// Keeps a delegation and redeems its code, so that its refresh token is of generation 0.
    ///
    /// - Throws: `Violation` if it is refused, or what the store throws.
    package func redeem(
        _ delegation: DelegationRecord, keeping most: Int = DelegationRecord.most,
        overAll: Int = DelegationRecord.mostOverAll
    ) async throws -> DelegationRecord {
        let kept = try await keep(delegation)
        try await expect(redeem(kept.id, until: now + 7_776_000, keeping: most, overAll: overAll), .committed)
        return kept
    }

    /// Redeems the code of a delegation, so that its refresh token is of generation 0.
    func redeem(
        _ id: DelegationID, until end: Timestamp? = nil, at moment: Timestamp? = nil,
        keeping most: Int = DelegationRecord.most, overAll: Int = DelegationRecord.mostOverAll
    ) async throws(StorageError) -> DelegationOutcome {
        try await store.commitRedemption(
            of: id, refresh: refresh(0), expiresAt: end ?? now + 999, at: moment ?? now,
            within: DelegationBounds(perClient: most, overAll: overAll))
    }

    /// Has the refresh token of a generation give the next one.
    ///
    /// - Throws: what the store throws.
    package func rotate(_ id: DelegationID, from generation: Int64) async throws(StorageError) -> RotationOutcome {
        try await store.commitRotation(of: id, from: generation, to: refresh(generation + 1), at: now)
    }
}

extension Store {
    /// Begins a session that no password was judged for and no counters wait for.
    func commitSession(
        _ session: SessionRecord, replacing: TokenDigest?, limit: Int?, settling: AttemptSettlement = .none,
        at now: Timestamp
    ) async throws(StorageError) -> SessionID? {
        try await commitSession(
            session, judgedBy: nil, replacing: replacing, limit: limit, settling: settling, telling: nil, at: now)
    }

    /// Ends a session with everything that was delegated in it.
    func end(_ session: SessionRecord, of user: UserRecord, at now: Timestamp) async throws -> Bool {
        try await commitEnd(of: session.id, of: user.id, keepingOfflineAccess: false, at: now)
    }

    /// When the delegation was revoked; `nil` while it is alive.
    func revocation(of delegation: DelegationRecord) async throws -> Timestamp? {
        guard let standing = try await findDelegation(delegation.id) else {
            throw Violation(description: "the delegation is gone")
        }
        return standing.delegation.revokedAt
    }
}
