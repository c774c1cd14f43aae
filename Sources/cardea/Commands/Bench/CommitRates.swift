import OAuthProtocol
import Storage
import Synchronization

/// How many operations the database makes durable, in a scratch database beside the configured one, by the server's own writer.
struct CommitRates: Sendable {
    /// Operations a second when one waits for the other.
    let alone: Double
    /// Operations a second when `callers` ask at once, and what waits is committed together.
    let together: Double
    /// Operations in one commit then, on average.
    let operationsPerCommit: Double

    static let callers = 64

    private static let nanoseconds: UInt64 = 800_000_000

    /// - Throws: `CommandError` if nothing can be written there, `StorageError` if the disk fails, `CancellationError`.
    static func measure(beside database: Database, by clock: LiveClock) async throws -> CommitRates {
        let commits = Counter()
        let note: @Sendable (Int) -> Void = { _ in commits.add(1) }
        return try await database.openScratch(onCommit: note) { store in
            let alone = try await rate(of: 1, in: store, by: clock)
            let before = commits.count
            let together = try await rate(of: callers, in: store, by: clock)
            return CommitRates(
                alone: alone.perSecond, together: together.perSecond,
                operationsPerCommit: Double(together.count) / Double(max(commits.count - before, 1)))
        }
    }

    /// - `callers`: how many commit, each waiting for its own.
    private static func rate(
        of callers: Int, in store: any Store, by clock: LiveClock
    ) async throws -> (count: Int, perSecond: Double) {
        let count = Counter()
        let start = clock.nanoseconds()
        try await withThrowingTaskGroup { group in
            for _ in 0..<callers {
                group.addTask {
                    while clock.nanoseconds() - start < nanoseconds {
                        try Task.checkCancellation()
                        // A row where chance puts it, as those of people and tokens are.
                        try await store.commitRevocation(
                            ofTokenID: Base64URL.encode(Entropy.live.octets(24)), until: Timestamp(.max / 2))
                        count.add(1)
                    }
                }
            }
            try await group.waitForAll()
        }
        return (count.count, Double(count.count) * 1e9 / Double(clock.nanoseconds() - start))
    }
}

/// A number that several threads add to.
final class Counter: Sendable {
    private let value = Atomic(0)

    var count: Int { value.load(ordering: .relaxed) }

    func add(_ number: Int) {
        value.add(number, ordering: .relaxed)
    }
}
