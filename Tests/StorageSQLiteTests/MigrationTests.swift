import Foundation
import OAuthProtocol
import Storage
import StorageSQL
import StorageSQLite
import Testing

@Suite struct MigrationTests {
    private static let all = [
        "0001-first-tables", "0002-openid", "0003-logout-notices", "0004-client-registrations",
        "0005-device-authorizations", "0006-exchanges", "0007-federated-subjects", "0008-what-strangers-keep",
        "0009-redeemed-delegations", "0013-registration-shares", "0014-logout-notices-by-user",
        "0015-without-interactions", "0016-what-people-keep", "0017-backups",
        "0018-delegations-of-user", "0019-second-factors", "0020-mail",
    ]

    @Test func `asking for pending migrations names them and creates nothing`() throws {
        let file = try DatabaseFile()
        #expect(try SQLiteStore.pendingMigrations(path: file.path) == Self.all)
        #expect(!FileManager.default.fileExists(atPath: file.path))
    }

    @Test func `migrating names what it applied, and then nothing is pending`() throws {
        let file = try DatabaseFile()
        #expect(try SQLiteStore.migrate(path: file.path) == Self.all)
        #expect(try SQLiteStore.pendingMigrations(path: file.path) == [])
        #expect(try SQLiteStore.migrate(path: file.path) == [])
    }

    @Test func `a store that may not migrate refuses a database that lacks a migration`() async throws {
        let file = try DatabaseFile()
        #expect(throws: StorageError(.schema, "")) { try SQLiteStore(path: file.path, migrate: false) }
        try SQLiteStore.migrate(path: file.path)
        let store = try SQLiteStore(path: file.path, migrate: false)
        try store.ping()
        await store.close()
    }

    @Test func `a database of a newer version is refused by name`() throws {
        let file = try DatabaseFile()
        try SQLiteStore.migrate(path: file.path)
        try markAsNewer(file)
        for attempt in [
            { _ = try SQLiteStore(path: file.path) }, { _ = try SQLiteStore.migrate(path: file.path) },
            { _ = try SQLiteStore.pendingMigrations(path: file.path) },
        ] {
            let error = #expect(throws: StorageError.self) { try attempt() }
            #expect(error?.code == .schema)
            #expect(error?.description.contains("9999-from-the-future") == true)
        }
    }

    @Test func `a server goes on while a newer version migrates beside it`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        try markAsNewer(file)
        try store.ping()
        _ = try await Rows(in: store)
        await store.close()
    }

    @Test func `a database whose tables are gone is not ready`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        try file.execute("DELETE FROM grdb_migrations")
        #expect(throws: StorageError(.schema, "")) { try store.ping() }
        try file.execute("DROP TABLE users")
        await #expect(throws: StorageError(.schema, "")) { try await store.findUsers() }
        await store.close()
    }

    @Test func `many processes that open a new database at once all find it ready`() async throws {
        let file = try DatabaseFile()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let store = try file.open()
                    try store.ping()
                    await store.close()
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `who opens a database waits while another opens one in the folder, and no longer than that`()
        async throws
    {
        let file = try DatabaseFile()
        let folder = open(URL(fileURLWithPath: file.path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY)
        try #require(flock(folder, LOCK_EX) == 0)
        let opening = Task.detached { try SQLiteStore.migrate(path: file.path) }
        // Time enough for it to have opened its own, as the others show.
        for _ in 0..<5 {
            let other = try DatabaseFile()
            #expect(try SQLiteStore.migrate(path: other.path) == Self.all)
            #expect(!FileManager.default.fileExists(atPath: file.path))
        }
        close(folder)
        #expect(try await opening.value == Self.all)
    }

    private func markAsNewer(_ file: DatabaseFile) throws {
        try file.execute("INSERT INTO grdb_migrations VALUES ('9999-from-the-future')")
    }

    @Test func `keys of an algorithm that only a later version knows are left alone`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let key = SigningKeyRecord(
            id: "ours", algorithm: .es256, state: .current, sealed: [1], createdAt: Timestamp(1_700_000_000))
        #expect(try await store.commitSigningKeys([key], replacing: []))
        try file.execute("INSERT INTO signing_keys VALUES ('theirs', 'XMSS', 'current', x'02', 1, NULL, NULL)")
        #expect(try await store.findSigningKeys() == [key])
        #expect(try await store.commitSigningKeys([], replacing: [key]))
        #expect(try await store.commitSigningKeys([key], replacing: []))
        try file.execute("UPDATE signing_keys SET algorithm = 'RS256' WHERE id = 'theirs'")
        #expect(try await store.findSigningKeys().map(\.id) == ["theirs", "ours"])
        await store.close()
    }
}
