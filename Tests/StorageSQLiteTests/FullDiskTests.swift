import Foundation
import OAuthProtocol
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import StorageSQL
@testable import StorageSQLite

/// What the engine does when there is no room to write. A database of no more pages stands for a full disk here; the end-to-end
/// tests have a real one.
@Suite struct FullDiskTests {
    private let now = Timestamp(1_700_000_000)

    private func waiting(_ number: UInt8, until end: Timestamp) -> InteractionRecord {
        InteractionRecord(
            digest: TokenDigest(of: [number]), owner: .network([number]),
            request: [UInt8](repeating: number, count: 16_000),
            expiresAt: end)
    }

    private func keep(_ interaction: InteractionRecord, in store: SQLiteStore) async throws {
        try await store.commitInteraction(interaction, within: RowBounds(perNetwork: 99, overAll: 999))
    }

    /// Lets the database grow by so many pages.
    private func allow(pages: Int, in store: SQLiteStore) async throws {
        try await store.write { connection in
            let count: Int64? = try connection.value("PRAGMA page_count")
            _ = try connection.exists("PRAGMA max_page_count = \((count ?? 0) + Int64(pages))")
        }
    }

    @Test func `a write without room is refused, the server is not ready, and a write that works ends that`()
        async throws
    {
        let file = try DatabaseFile()
        let told = Mutex<[StorageError?]>([])
        let store = try SQLiteStore(path: file.path, onTrouble: { trouble in told.withLock { $0.append(trouble) } })
        try await keep(waiting(1, until: now + 60), in: store)
        try await allow(pages: 0, in: store)
        for number in 2..<4 as Range<UInt8> {
            await #expect(throws: StorageError(.full, "")) {
                try await keep(waiting(number, until: now + 60), in: store)
            }
        }
        #expect(throws: StorageError(.full, "")) { try store.ping() }
        #expect(try await store.findInteraction(TokenDigest(of: [1])) != nil)
        try await allow(pages: 1_000, in: store)
        try await keep(waiting(2, until: now + 60), in: store)
        try store.ping()
        #expect(told.withLock { $0 } == [StorageError(.full, ""), nil])
        await store.close()
    }

    @Test func `what changes nothing does not say that there is room`() async throws {
        let file = try DatabaseFile()
        let store = try SQLiteStore(path: file.path)
        // Migrations leave a few pages free.
        try await keep(waiting(0, until: now + 60), in: store)
        try await allow(pages: 0, in: store)
        await #expect(throws: StorageError(.full, "")) { try await keep(waiting(1, until: now + 60), in: store) }
        try await store.commitUse(of: SessionID(at: now, from: .seeded(1)), at: now)
        #expect(throws: StorageError(.full, "")) { try store.ping() }
        await store.close()
    }

    @Test func `expired rows leave by themselves, and then there is room`() async throws {
        let file = try DatabaseFile()
        let store = try SQLiteStore(path: file.path)
        for number in 0..<100 as Range<UInt8> { try await keep(waiting(number, until: now), in: store) }
        try await allow(pages: 0, in: store)
        await #expect(throws: StorageError(.full, "")) { try await keep(waiting(200, until: now + 60), in: store) }
        #expect(try await store.commitRemovalOfExpired(at: now, limit: 500) == 100)
        try store.ping()
        try await keep(waiting(200, until: now + 60), in: store)
        await store.close()
    }

    @Test func `the reserve is held beside the database, privately, and given up at need`() async throws {
        let file = try DatabaseFile()
        let reserve = Reserve(beside: file.path, size: 1 << 20)
        reserve.take()
        reserve.take()
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(file.path)-reserve")
        #expect(attributes[.size] as? Int == 1 << 20)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        reserve.giveUp()
        #expect(!FileManager.default.fileExists(atPath: "\(file.path)-reserve"))
    }

    @Test func `no reserve is taken where it would leave too little for others`() throws {
        let file = try DatabaseFile()
        Reserve(beside: file.path, size: 1 << 60).take()
        #expect(!FileManager.default.fileExists(atPath: "\(file.path)-reserve"))
    }
}
