import PostgresTesting
import Storage
import StoragePostgres
import StorageTesting
import Testing

@Suite(.enabled(if: PostgresTestDatabase.server != nil, "scripts/test starts a PostgreSQL server"))
struct PostgresConformanceTests {
    @Test(arguments: StorageConformance.behaviours)
    func `PostgreSQL does as a store must`(behaviour: StorageConformance.Behaviour) async throws {
        try await PostgresTestDatabase.use { database in
            let store = try PostgresStore(database.address)
            try await behaviour.check(store)
            await store.close()
        }
    }
}
