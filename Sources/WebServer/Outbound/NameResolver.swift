import NIOCore
import NIOPosix

/// Resolves names once and within a deadline, on threads of its own: the system's resolver blocks, and one that hangs must
/// keep nothing else waiting.
enum NameResolver {
    /// Gives the address of a host and port, before a deadline.
    typealias Resolve = @Sendable (_ host: String, _ port: Int, _ deadline: NIODeadline) async throws -> SocketAddress

    private static let threads: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 4)
        pool.start()
        return pool
    }()

    /// The first address that the system knows; it throws what the system says, or `connectTimeout` when the deadline has
    /// passed.
    static let system: Resolve = { host, port, deadline in
        try await bounded(by: deadline) { promise in
            threads.submit { state in
                // Too late to matter is too late to begin.
                guard case .active = state, NIODeadline.now() < deadline else { return }
                promise.completeWith(Result { try SocketAddress.makeAddressResolvingHost(host, port: port) })
            }
        }
    }

    /// What `begin` will have fulfilled its promise with, unless the deadline comes first.
    static func bounded(
        by deadline: NIODeadline, _ begin: (EventLoopPromise<SocketAddress>) -> Void
    ) async throws -> SocketAddress {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let promise = loop.makePromise(of: SocketAddress.self)
        let timer = loop.scheduleTask(deadline: deadline) { promise.fail(ChannelError.connectTimeout(.zero)) }
        defer { timer.cancel() }
        begin(promise)
        return try await promise.futureResult.get()
    }
}
