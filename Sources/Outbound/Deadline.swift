import NIOCore
import NIOPosix

/// The end of what others might draw out.
enum Deadline {
    /// Runs `body`, and breaks it off when the deadline has passed.
    ///
    /// - Throws: what `body` throws, or `NetworkFailure.tooSlow`.
    static func hold<Value: Sendable>(
        _ deadline: NIODeadline, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                await pass(deadline)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else {
                throw NetworkFailure.tooSlow
            }
            return value
        }
    }

    /// Returns when the deadline has passed, or at once when nobody waits for it any more.
    private static func pass(_ deadline: NIODeadline) async {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let promise = loop.makePromise(of: Void.self)
        let timer = loop.scheduleTask(deadline: deadline) { promise.succeed() }
        await withTaskCancellationHandler {
            try? await promise.futureResult.get()
        } onCancel: {
            timer.cancel()
            promise.succeed()
        }
    }
}
