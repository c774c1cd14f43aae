import PostgresTesting
import Storage
import StoragePostgres
import Testing

@Suite(.enabled(if: PostgresTestDatabase.server != nil, "scripts/test starts a PostgreSQL server"))
struct PostgresSessionTests {
    @Test func `a connection that the server ended is lost, which is no damage`() async throws {
        try await PostgresTestDatabase.use { database in
            let (one, other) = (try PostgresSession(database.address), try PostgresSession(database.address))
            try one.execute("SET application_name = 'to be ended'")
            try other.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'to be ended'")
            for _ in 0..<2 {
                let error = #expect(throws: StorageError.self) { try one.execute("SELECT 1") }
                #expect(error?.code == .unavailable)
            }
        }
    }
}
