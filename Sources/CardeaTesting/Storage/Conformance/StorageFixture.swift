import OAuthProtocol
import Storage
import Synchronization

/// Rows to try a store with, unlike each other and the same in every run.
package final class StorageFixture: Sendable {
    /// When everything here happens.
    let now = Timestamp(1_700_000_000)
    private let drawn = Mutex<UInt64>(0)

    /// Octets that look random: digests of a count.
    var entropy: Entropy {
        Entropy { [self] count in
            var octets: [UInt8] = []
            while octets.count < count { octets += digest().octets }
            return Array(octets.prefix(count))
        }
    }

    /// A digest unlike every other.
    func digest() -> TokenDigest {
        let number = drawn.withLock { number in
            number += 1
            return number
        }
        return TokenDigest(of: "fixture \(number)")
    }

    func user(_ username: String = "alice", email: String? = nil, createdAt: Timestamp? = nil) -> UserRecord {
        UserRecord(
            id: UserID(from: entropy), username: username, email: email, passwordHash: "$argon2id$old",
            createdAt: createdAt ?? now)
    }

    /// - `logoutURI`: where it wants logout tokens; `nil` if it wants none.
    func client(
        _ id: String = "shop", createdAt: Timestamp? = nil, logoutURI: String? = nil,
        origin: ClientRecord.Origin = .command
    ) -> ClientRecord {
        var metadata = ClientMetadata()
        metadata.name = "Shop"
        metadata.backchannelLogoutURI = logoutURI.flatMap { WebURI($0) }
        metadata.redirectURIs = ["https://shop.example/back"].compactMap { RedirectURI($0) }
        return ClientRecord(
            ClientRegistration(of: ClientID(id), from: entropy), metadata: metadata,
            secrets: [StoredSecret(.digest(digest()))], origin: origin, createdAt: createdAt ?? now)
    }

    func session(
        of user: UserRecord, id: SessionID? = nil, under cookie: TokenDigest? = nil,
        authenticatedAt: Timestamp? = nil, createdAt: Timestamp? = nil, lastUsedAt: Timestamp? = nil,
        expiresAt: Timestamp? = nil
    ) -> SessionRecord {
        SessionRecord(
            id: id ?? SessionID(at: now, from: entropy), digest: cookie ?? digest(), userID: user.id,
            authenticatedAt: authenticatedAt ?? now, createdAt: createdAt ?? now, lastUsedAt: lastUsedAt ?? now,
            expiresAt: expiresAt ?? now + 3_600,
            userAgent: "Firefox on Linux", address: "192.0.2.7")
    }

    /// A delegation whose code waits to be redeemed.
    func delegation(
        of user: UserRecord, to client: ClientRecord, in session: SessionRecord? = nil,
        scope: [String] = ["openid", "profile"], createdAt: Timestamp? = nil, expiresAt: Timestamp? = nil
    ) -> DelegationRecord {
        var code: CodeRecord?
        if let redirectURI = client.metadata.redirectURIs.first {
            code = CodeRecord(
                digest: digest(), redirectURI: redirectURI, redirectURIWasSent: true,
                challenge: CodeChallenge(Base64URL.encode(digest().octets)), nonce: "n-0S6_WzA2Mj",
                scopeIsAsAsked: true, expiresAt: now + 60)
        }
        return delegation(
            of: user, to: client, in: session, scope: scope, code: code, createdAt: createdAt,
            expiresAt: expiresAt ?? now + 60)
    }

    /// A delegation with everything that it may have, or without it.
    func delegation(
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

    /// A store with one user and one client.
    func populate(_ store: any Store) async throws -> (user: UserRecord, client: ClientRecord) {
        let user = user()
        let client = client()
        try expect(try await store.commitNewUser(user), .done)
        try expect(try await store.commitNewClient(client))
        return (user, client)
    }

    /// Keeps a session.
    func begin(_ session: SessionRecord, in store: any Store) async throws -> SessionRecord {
        try expect(try await store.commitSession(session, replacing: nil, limit: nil, at: now), session.id)
        return session
    }

    /// Keeps a delegation.
    func keep(_ delegation: DelegationRecord, in store: any Store) async throws -> DelegationRecord {
        try expect(try await store.commitDelegation(delegation, spending: nil), .committed)
        return delegation
    }

    /// Keeps a delegation and redeems its code, so that its refresh token is of generation 0.
    func redeem(
        _ delegation: DelegationRecord, in store: any Store, keeping most: Int = DelegationRecord.most,
        overAll: Int = DelegationRecord.mostOverAll
    ) async throws -> DelegationRecord {
        let kept = try await keep(delegation, in: store)
        let outcome = try await store.commitRedemption(
            of: kept.id, refresh: refresh(0), expiresAt: now + 7_776_000, at: now,
            within: DelegationBounds(perClient: most, overAll: overAll))
        try expect(outcome, .committed)
        return kept
    }
}

extension Store {
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
