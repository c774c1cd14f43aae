import OAuthProtocol
import Storage
import StorageSQL
import StorageSQLite
import Testing

@testable import StorageTesting

/// Notices of sign-outs that wait for dynamic clients. As many rows as it takes are made behind the store's back.
@Suite struct NoticeBoundTests {
    @Test func `of all people together twenty thousand wait, and the oldest leave`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let rows = StorageFixture(in: store)
        _ = try await rows.noteLogout(
            of: rows.add(rows.user("ada")), to: "reg-one", origin: .registration, at: rows.now)
        try file.execute(
            """
            WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 20000)
            INSERT INTO logout_notices
            SELECT CAST('session ' || number AS BLOB), client_id, client_instance, number, created_at + 1, 0, due_at, expires_at
            FROM numbers, (SELECT * FROM logout_notices LIMIT 1)
            """)
        #expect(try file.count("logout_notices") == 20_001)
        let last = try await rows.noteLogout(
            of: rows.add(rows.user("bob")), to: "reg-two", origin: .registration, at: rows.now + 2)
        #expect(try file.count("logout_notices") == 20_000)
        let due = try await store.findDueLogoutNotices(
            ofDynamicClients: true, sparing: [ClientID("reg-one")], limit: 9, at: rows.now + 9)
        #expect(due.map(\.sessionID) == [last.sessionID])
        await store.close()
    }
}
