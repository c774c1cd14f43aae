import OAuthProtocol
import Storage
import Testing

/// A user, a client and what is between them, made of secrets that are known here and must not be kept.
struct Rows: Sendable {
    let now = Timestamp(1_700_000_000)
    let secrets = ["code", "cookie", "client secret"].map { Secret("the \($0) that nobody may read") }
    let user: UserRecord
    let client: ClientRecord
    let session: SessionRecord
    let delegation: DelegationRecord

    init() throws {
        // Identifiers need not differ from those of another test: each has a database of its own.
        let entropy = Entropy { count in (0..<count).map { UInt8(truncatingIfNeeded: 7 &+ 11 &* $0) } }
        let redirectURI = try #require(RedirectURI("https://shop.example/back"))
        var metadata = ClientMetadata()
        metadata.redirectURIs = [redirectURI]
        user = UserRecord(id: UserID(from: entropy), username: "alice-in-the-file", createdAt: now)
        client = ClientRecord(
            ClientRegistration(id: ClientID("shop"), instance: 7), metadata: metadata,
            secrets: [StoredSecret(.digest(secrets[2].digest))], origin: .command, createdAt: now)
        session = SessionRecord(
            id: SessionID(at: now, from: entropy), digest: secrets[1].digest, userID: user.id, authenticatedAt: now,
            createdAt: now, lastUsedAt: now, expiresAt: now + 3_600, userAgent: "Firefox", address: "192.0.2.7")
        let code = CodeRecord(
            digest: secrets[0].digest, redirectURI: redirectURI, redirectURIWasSent: true, challenge: nil, nonce: nil,
            scopeIsAsAsked: false, expiresAt: now + 60)
        delegation = DelegationRecord(
            id: DelegationID(at: now, from: entropy), client: client.registration,
            userID: user.id, sessionID: session.id, scope: Scope(["openid"]), resources: [], authenticatedAt: now,
            createdAt: now, code: code, expiresAt: now + 60)
    }

    /// Keeps all of it.
    func keep(in store: some Store) async throws {
        #expect(try await store.commitNewUser(user) == .done)
        #expect(try await store.commitNewClient(client))
        #expect(try await store.commitSession(session, replacing: nil, limit: nil, at: now) == session.id)
        #expect(try await store.commitDelegation(delegation, spending: nil) == .committed)
    }
}
