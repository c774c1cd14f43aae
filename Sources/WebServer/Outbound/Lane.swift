import NIOCore
import NIOPosix
import OAuthProtocol
import OAuthServer
import Synchronization

/// Who has the server speak to others. Each lane has its own threads and its own limit, so that whoever comes by itself
/// holds up nothing for the clients and issuers that the operator chose.
package enum Lane: Sendable, CaseIterable {
    /// Those that the operator chose.
    case chosen
    /// Clients that brought themselves.
    case strangers

    /// Exchanges under way at most, and names being resolved.
    private static let most = 48

    private static let threads = Dictionary(uniqueKeysWithValues: allCases.map { lane in (lane, pool()) })
    private static let running = Mutex<[Lane: Int]>([:])

    private static func pool() -> NIOThreadPool {
        let pool = NIOThreadPool(numberOfThreads: 24)
        pool.start()
        return pool
    }

    /// Takes a place; `end` gives it back.
    ///
    /// - Throws: `temporarily_unavailable` if there is none.
    func begin() throws(OAuthError) {
        let isFull = Self.running.withLock { running in
            guard running[self, default: 0] < Self.most else { return true }
            running[self, default: 0] += 1
            return false
        }
        if isFull { throw .unfetched("\(Self.most) exchanges are under way") }
    }

    func end() {
        Self.running.withLock { $0[self, default: 1] -= 1 }
    }

    /// Resolves a name once, within a deadline. The system's resolver blocks, and cannot be stopped: a name that hangs keeps
    /// its place beyond the deadline, so that there are never more of them than threads to wait.
    ///
    /// - Throws: what the system says, `connectTimeout` when the deadline has passed, or `temporarily_unavailable`.
    func resolve(_ host: String, port: Int, by deadline: NIODeadline) async throws -> SocketAddress {
        try begin()
        return try await Self.bounded(by: deadline) { promise in
            guard let threads = Self.threads[self] else { return end() }
            threads.submit { state in
                defer { end() }
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
