import NIOCore
import Synchronization
import Testing

@testable import Outbound

/// How much is under way at once for one purpose.
struct ConcurrencyLimitTests {
    @Test func `forty-eight exchanges are under way, to whomever, and the next is refused at once`() async throws {
        let limit = ConcurrencyLimit(waiting: 6)
        let progress = Progress()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<48 {
                group.addTask {
                    try await limit.run("host-\(number).example", by: .distantFuture) {
                        progress.begun.withLock { $0 += 1 }
                        while !progress.ended.withLock({ $0 }) { await Task.yield() }
                    }
                }
            }
            while progress.begun.withLock({ $0 }) < 48 { await Task.yield() }
            await #expect(throws: OutboundFailure.self) {
                try await limit.run("another.example", by: .distantFuture) {}
            }
            progress.ended.withLock { $0 = true }
            try await group.waitForAll()
        }
        try await limit.run("another.example", by: .distantFuture) {}
    }
}

/// How far the exchanges of a test are.
private final class Progress: Sendable {
    let begun = Mutex(0)
    let ended = Mutex(false)
}
