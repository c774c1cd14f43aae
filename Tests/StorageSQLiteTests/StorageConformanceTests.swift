import Storage
import StorageSQLite
import StorageTesting
import Testing

/// Every behaviour on every engine: one that passes on one engine alone is a difference that users would meet.
@Suite struct StorageConformanceTests {
    @Test(arguments: StorageConformance.behaviours)
    func `the embedded engine does as a store must`(behaviour: StorageConformance.Behaviour) async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        try await behaviour.check(store)
        await store.close()
    }

    @Test(arguments: StorageConformance.behaviours)
    func `the engine for tests does as a store must`(behaviour: StorageConformance.Behaviour) async throws {
        try await behaviour.check(MemoryStore())
    }
}
