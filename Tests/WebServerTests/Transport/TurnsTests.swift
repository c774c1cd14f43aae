import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import WebServer

/// Whoever sends ahead does not keep others from being heard.
@Suite struct TurnsTests {
    @Test func `the next has its turn when the one before has left, and not before`() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let turns = Turns()
        let begun = [loop.makePromise(of: Void.self), loop.makePromise(of: Void.self)]
        let count = Atomic(0)
        try await loop.submit {
            for promise in begun {
                turns.wait(on: loop) {
                    count.add(1, ordering: .relaxed)
                    promise.succeed()
                }
            }
        }.get()
        #expect(count.load(ordering: .relaxed) <= 1)
        try await begun[0].futureResult.get()
        #expect(count.load(ordering: .relaxed) == 1)
        try await loop.submit { turns.leave(on: loop) }.get()
        try await begun[1].futureResult.get()
        #expect(count.load(ordering: .relaxed) == 2)
    }
}
