import Synchronization

/// Seconds that pass when they are told to.
final class Seconds: Sendable {
    private let stream: AsyncStream<Void>
    private let more: AsyncStream<Void>.Continuation
    private let passed = Mutex(0)

    init() {
        (stream, more) = AsyncStream.makeStream()
    }

    func `let`(_ count: Int) {
        for _ in 0..<count { more.yield() }
    }

    /// Waits for the next second; for ever, if none is let pass.
    @Sendable func pass() async throws {
        for await _ in stream {
            passed.withLock { $0 += 1 }
            return
        }
        throw CancellationError()
    }

    /// Returns when the service has asked for the second after these.
    func wait(until count: Int) async {
        while passed.withLock({ $0 }) < count { await Task.yield() }
        for _ in 0..<100 { await Task.yield() }
    }
}
