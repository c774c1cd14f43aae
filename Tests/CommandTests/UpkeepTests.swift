import JOSE
import Logging
import OAuthProtocol
import OAuthServer
import Storage
import Testing

@testable import cardea

/// What the server does by itself.
struct UpkeepTests {
    private let database: TemporaryDatabase
    private let clients: ClientDirectory
    private let now = Timestamp(1_700_000_000)

    init() throws {
        database = try TemporaryDatabase()
        clients = ClientDirectory(store: database.store)
    }

    private func upkeep(masterKey: MasterKey = MasterKey(from: .live)) -> Upkeep {
        let keys = SigningKeyService(
            store: database.store, masterKey: masterKey, ring: KeyRing(), standing: [.es256, .rs256],
            longestTokenLifetime: Configuration.longestTokenLifetime)
        return Upkeep(store: database.store, keys: keys, clients: clients, clock: LiveClock(), logger: .quiet)
    }

    private func waiting(_ number: UInt8, until end: Timestamp) async throws -> TokenDigest {
        let digest = TokenDigest(of: [number])
        try await database.store.commitInteraction(
            InteractionRecord(digest: digest, owner: .network([number]), request: [], expiresAt: end),
            within: RowBounds(perNetwork: 9, overAll: 9))
        return digest
    }

    @Test func `what has expired leaves and what has not stays`() async throws {
        let expired = try await waiting(1, until: now - 1)
        let alive = try await waiting(2, until: now + 60)
        await upkeep().turn(10, at: now)
        #expect(try await database.store.findInteraction(expired) == nil)
        #expect(try await database.store.findInteraction(alive) != nil)
    }

    @Test func `the last use of a client is written down`() async throws {
        let metadata = try ClientMetadata().replacing(["grant_types": .strings(["client_credentials"])])
        let client = try await database.registry().add(id: nil, metadata: metadata, chosen: nil, origin: .command)
            .client
        clients.noteUse(of: client.id, at: now)
        await upkeep().turn(2, at: now)
        #expect(try await database.store.findClient(client.id)?.lastUsedAt == now)
    }

    @Test func `a chore that fails keeps no other from being done`() async throws {
        let unreadable = SigningKeyRecord(id: "k", algorithm: .es256, state: .current, sealed: [1], createdAt: now)
        #expect(try await database.store.commitSigningKeys([unreadable], replacing: []))
        let expired = try await waiting(1, until: now - 1)
        await upkeep().turn(10, at: now)
        #expect(try await database.store.findInteraction(expired) == nil)
    }
}
