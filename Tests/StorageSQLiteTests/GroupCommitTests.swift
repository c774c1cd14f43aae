import Dispatch
import OAuthProtocol
import Storage
import Synchronization
import Testing

@testable import StorageSQL
@testable import StorageSQLite

@Suite struct GroupCommitTests {
    @Test func `a commit is flushed to the disk before it is answered`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let settings = try await store.write { connection in
            let journal: String? = try connection.value("PRAGMA journal_mode")
            let synchronous: Int64? = try connection.value("PRAGMA synchronous")
            return (journal, synchronous)
        }
        #expect(settings.0 == "wal")
        // FULL: SQLite flushes the log at every commit.
        #expect(settings.1 == 2)
        await store.close()
    }

    @Test func `writes that wait together are committed together`() async throws {
        let file = try DatabaseFile()
        let batches = Batches()
        let store = try file.open { batches.note($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            let busy = try await Busy(store, in: &group)
            for number in 0..<500 {
                group.addTask { try await store.commitRevocation(ofTokenID: "\(number)", until: Timestamp(1)) }
            }
            await busy.end(whenWaiting: 500)
            try await group.waitForAll()
        }
        #expect(batches.sizes == [1, 500])
        #expect(try await store.remembers(500, named: ""))
        await store.close()
    }

    @Test func `a write that fails is undone alone and those that waited with it are kept`() async throws {
        let file = try DatabaseFile()
        let batches = Batches()
        let store = try file.open { batches.note($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            let busy = try await Busy(store, in: &group)
            for number in 0..<20 {
                group.addTask { try await store.commitRevocation(ofTokenID: "good \(number)", until: Timestamp(1)) }
            }
            group.addTask {
                await #expect(throws: StorageError(.damaged, "")) {
                    try await store.write { connection in
                        _ = try connection.run("INSERT INTO revoked_tokens (jti, expires_at) VALUES ('bad', 1)")
                        // Twice the same: a constraint stands against it.
                        _ = try connection.run("INSERT INTO revoked_tokens (jti, expires_at) VALUES ('bad', 1)")
                    }
                }
            }
            await busy.end(whenWaiting: 21)
            try await group.waitForAll()
        }
        #expect(try await store.remembers(20, named: "good "))
        #expect(try await store.findRevocation(ofTokenID: "bad") == false)
        #expect(batches.sizes == Array(repeating: 1, count: 21))
        await store.close()
    }

    @Test func `with too many writes waiting the next is refused and the others are kept`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let busy = try await Busy(store, in: &group)
            for number in 0..<CommitQueue.capacity {
                group.addTask { try await store.commitRevocation(ofTokenID: "\(number)", until: Timestamp(1)) }
            }
            await busy.wait(until: CommitQueue.capacity)
            await #expect(throws: StorageError(.unavailable, "")) {
                try await store.commitRevocation(ofTokenID: "one too many", until: Timestamp(1))
            }
            await busy.end(whenWaiting: CommitQueue.capacity)
            try await group.waitForAll()
        }
        #expect(try await store.findRevocation(ofTokenID: "\(CommitQueue.capacity - 1)"))
        #expect(try await store.findRevocation(ofTokenID: "one too many") == false)
        await store.close()
    }

    @Test func `closing finishes what waits, and what comes after is refused`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let busy = try await Busy(store, in: &group)
            for number in 0..<50 {
                group.addTask { try await store.commitRevocation(ofTokenID: "\(number)", until: Timestamp(1)) }
            }
            await busy.wait(until: 50)
            group.addTask { await store.close() }
            await busy.end(whenWaiting: 50)
            try await group.waitForAll()
        }
        await #expect(throws: StorageError(.unavailable, "")) {
            try await store.commitRevocation(ofTokenID: "late", until: Timestamp(1))
        }
        await #expect(throws: StorageError(.unavailable, "")) { try await store.findRevocation(ofTokenID: "0") }
        let reopened = try file.open()
        #expect(try await reopened.remembers(50, named: ""))
        await reopened.close()
    }
}

/// Sizes of transactions, as the store tells them.
private final class Batches: Sendable {
    private let noted = Mutex<[Int]>([])

    var sizes: [Int] { noted.withLock { $0 } }

    func note(_ operations: Int) {
        noted.withLock { $0.append(operations) }
    }
}

/// A write that keeps the writer busy until it is told to end, so that others have to wait.
private struct Busy {
    private let store: SQLiteStore
    private let gate = DispatchSemaphore(value: 0)

    /// Returns when the writer is at it.
    init(_ store: SQLiteStore, in group: inout ThrowingTaskGroup<Void, any Error>) async throws {
        self.store = store
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        group.addTask { [gate] in
            try await store.write { _ in
                start.finish()
                gate.wait()
            }
        }
        for await _ in started {}
    }

    /// Returns when so many other writes wait.
    func wait(until waiting: Int) async {
        while store.waitingWrites < waiting { await Task.yield() }
    }

    func end(whenWaiting waiting: Int) async {
        await wait(until: waiting)
        gate.signal()
    }
}

extension Store {
    /// Whether so many tokens are remembered as revoked.
    fileprivate func remembers(_ count: Int, named name: String) async throws -> Bool {
        for number in 0..<count where try await !findRevocation(ofTokenID: "\(name)\(number)") { return false }
        return true
    }
}
