import OAuthProtocol
import PostgresTesting
import Storage
import StoragePostgres
import StorageSQL
import StorageTesting
import Testing

/// What one server's store has to do with another's over the same database.
@Suite(.enabled(if: PostgresTestDatabase.server != nil, "scripts/test starts a PostgreSQL server"))
struct SeveralServersTests {
    @Test(.timeLimit(.minutes(5)))
    func `what one revokes the other is told, and of what is redeemed and rotated it is not`() async throws {
        try await PostgresTestDatabase.use { database in
            let (news, hear) = AsyncStream<Void>.makeStream()
            let one = try PostgresStore(database.address)
            let other = try PostgresStore(database.address, onNews: { hear.yield() })
            let make = StorageFixture(in: one)
            let user = try await make.add(make.user("alice"))
            let client = try await make.add(make.client())
            let session = try await make.begin(make.session(of: user))
            let delegation = try await make.redeem(make.delegation(of: user, to: client, in: session))
            // Each in its turn: what is told first is heard first.
            for change in [
                { _ = try await make.add(make.client("another")) },
                {
                    let before = other.changes
                    _ = try await make.redeem(make.delegation(of: user, to: client, in: session))
                    _ = try await make.rotate(delegation.id, from: 0)
                    try await one.commitUse(of: session.id, at: make.now + 5)
                    #expect(other.changes == before)
                    try await one.commitRevocation(of: delegation.id, at: make.now)
                },
                { try await one.commitRevocation(ofTokenID: "a token", until: make.now + 9) },
                {
                    _ = try await one.commitEnd(
                        of: session.id, of: user.id, keepingOfflineAccess: false, at: make.now)
                },
                { _ = try await one.commitDisabled(true, of: user.id, at: make.now) },
                { _ = try await one.commitRemovalOfClient(client.id) },
            ] as [() async throws -> Void] {
                let before = other.changes
                try await change()
                for await _ in news where other.changes > before { break }
            }
            await one.close()
            await other.close()
        }
    }
}
