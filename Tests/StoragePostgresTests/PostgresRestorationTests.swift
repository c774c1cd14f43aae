import OAuthProtocol
import PostgresTesting
import Storage
import StoragePostgres
import StorageSQL
import StorageTesting
import Testing

/// Backups of PostgreSQL that take the place of what is there, and what may come back to life with one. What a backup itself may be
/// is the embedded engine's to test (`BackupTests`).
@Suite(.enabled(if: PostgresTestDatabase.server != nil, "scripts/test starts a PostgreSQL server"))
struct PostgresRestorationTests {
    private static let later = Timestamp(1_700_100_000)

    private func backUp(_ database: PostgresTestDatabase) throws -> [UInt8] {
        var octets: [UInt8] = []
        _ = try PostgresStore.backUp(
            database.address, at: Timestamp(1_700_000_500), program: "0.1.0", mark: [7, 7],
            onTrouble: { Issue.record($0) }, onTable: { _ in }, to: { octets += $0 })
        return octets
    }

    @discardableResult
    private func restore(_ octets: [UInt8], to database: PostgresTestDatabase) throws -> ReplacedDatabase {
        var rest: [UInt8]? = octets
        var backup = try BackupReader { rest.take() }
        return try PostgresRestoration(to: database.address, now: { Self.later }).perform(&backup)
    }

    @Test func `what is restored where nothing was knows nothing of what came after`() async throws {
        try await PostgresTestDatabase.use { database in
            let store = try PostgresStore(database.address)
            let make = StorageFixture(in: store)
            let user = try await make.add(make.user("alice"))
            let client = try await make.add(make.client())
            let session = try await make.begin(make.session(of: user))
            let redeemed = try await make.redeem(make.delegation(of: user, to: client, in: session))
            let octets = try backUp(database)
            await store.close()
            try await PostgresTestDatabase.use { other in
                #expect(try restore(octets, to: other) == .none)
                let restored = try PostgresStore(other.address)
                #expect(try await restored.findUsers() == [user])
                #expect(try await restored.findClients() == [client])
                #expect(try await restored.findSession(session.digest) == nil)
                #expect(try await restored.findDelegation(redeemed.id)?.delegation.revokedAt == Self.later + 1)
                #expect(try await restored.findSecurityEpoch() == Self.later + 1)
                await restored.close()
            }
        }
    }

    @Test func `whoever did nothing stays signed in, and what was spent or revoked stays so`() async throws {
        try await PostgresTestDatabase.use { database in
            let store = try PostgresStore(database.address)
            let make = StorageFixture(in: store)
            let user = try await make.add(make.user("alice"))
            let client = try await make.add(make.client())
            let session = try await make.begin(make.session(of: user))
            let idle = try await make.redeem(make.delegation(of: user, to: client, in: session))
            let rotated = try await make.redeem(make.delegation(of: user, to: client))
            let revoked = try await make.redeem(make.delegation(of: user, to: client))
            let ended = try await make.begin(make.session(of: user))
            let removed = try await make.add(make.user("removed"))
            let gone = try await make.add(make.client("gone"))
            let octets = try backUp(database)

            let second = RefreshState(generation: 1, rotatedAt: make.now + 1, expiresAt: make.now + 1_209_600)
            #expect(try await store.commitRotation(of: rotated.id, from: 0, to: second, at: make.now + 1) == .committed)
            try await store.commitRevocation(of: revoked.id, at: make.now + 2)
            _ = try await store.commitEnd(of: ended.id, of: user.id, keepingOfflineAccess: false, at: make.now + 3)
            _ = try await store.commitRemovalOfUser(removed.id, at: make.now + 5)
            _ = try await store.commitRemovalOfClient(gone.id)
            let assertion = SpentAssertion(digest: make.digest(), expiresAt: make.now + 9_999_999)
            #expect(try await store.commitSpending(of: assertion))
            try await store.commitRevocation(ofTokenID: "one", until: make.now + 9_999_999)

            // Not while somebody has it open.
            let error = #expect(throws: StorageError.self) { try restore(octets, to: database) }
            #expect(error?.description.contains("stop the servers") == true)
            await store.close()

            guard case .known = try restore(octets, to: database) else {
                Issue.record("the replaced tables were not read")
                return
            }
            let restored = try PostgresStore(database.address)
            #expect(try await restored.findSession(session.digest) != nil)
            #expect(try await restored.findSession(ended.digest) == nil)
            #expect(try await restored.findUser(removed.id)?.disabled == true)
            #expect(try await restored.findDelegation(idle.id)?.delegation.revokedAt == nil)
            #expect(try await restored.findDelegation(rotated.id)?.delegation.refresh == second)
            #expect(try await restored.findDelegation(revoked.id)?.delegation.revokedAt == make.now + 2)
            #expect(try await restored.findRevocation(ofTokenID: "one"))
            #expect(try await restored.commitSpending(of: assertion) == false)
            #expect(try await restored.findClient(gone.id)?.registration != gone.registration)
            #expect(try await restored.findSecurityEpoch() == nil)
            await restored.close()
        }
    }

    @Test func `a backup that is cut off changes nothing`() async throws {
        try await PostgresTestDatabase.use { database in
            let store = try PostgresStore(database.address)
            let make = StorageFixture(in: store)
            let user = try await make.add(make.user("alice"))
            let octets = try backUp(database)
            await store.close()
            #expect(throws: BackupError.self) { try restore(octets.dropLast(100) + [], to: database) }
            let after = try PostgresStore(database.address)
            #expect(try await after.findUsers() == [user])
            #expect(try await after.findSecurityEpoch() == nil)
            await after.close()
        }
    }
}
