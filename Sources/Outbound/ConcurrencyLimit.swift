import NIOCore
import NIOPosix
import Synchronization

/// How much may be under way at once for one purpose. Each purpose has a limit of its own, so that clients which brought
/// themselves hold up nothing for the issuers and clients that the operator chose, and no document a logout.
final class ConcurrencyLimit: Sendable {
    /// Limits that one process has: so many purposes there are (`Server.run`).
    private static let limits = 4
    /// Exchanges under way at most, those that wait for their host included, and names being resolved: of all limits
    /// together no more than there are threads, so that each always has some.
    private static let most = (exchanges: 48, names: 12)

    private static let threads: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: limits * most.names)
        pool.start()
        return pool
    }()

    private let exchanges = Slots(most: most.exchanges)
    private let names = Slots(most: most.names)
    private let hosts: HostLimit

    /// - Parameter waiting: exchanges that may wait for one host, of which two are under way.
    init(waiting: Int) {
        hosts = HostLimit(waiting: waiting)
    }

    /// Runs an exchange with a host.
    ///
    /// - Throws: ``OutboundFailure/failed(_:)`` if there are too many.
    func run<Value>(_ host: String, by deadline: NIODeadline, _ exchange: () async throws -> Value) async throws
        -> Value
    {
        try exchanges.take()
        defer { exchanges.leave() }
        try await hosts.take(host, by: deadline)
        defer { hosts.leave(host) }
        return try await exchange()
    }

    /// Resolves a name once, within a deadline. The system's resolver blocks, and cannot be stopped: a name that hangs keeps
    /// its place beyond the deadline, so that there are never more of them than threads to wait.
    ///
    /// - Throws: what the system says, `connectTimeout` when the deadline has passed, or ``OutboundFailure/failed(_:)``.
    func resolve(_ host: String, port: Int, by deadline: NIODeadline) async throws -> SocketAddress {
        try names.take()
        return try await Self.bounded(by: deadline) { [names] promise in
            Self.threads.submit { state in
                defer { names.leave() }
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

/// A number of slots, each of which is taken and left.
private final class Slots: Sendable {
    private let most: Int
    private let taken = Mutex(0)

    init(most: Int) {
        self.most = most
    }

    /// - Throws: ``OutboundFailure/failed(_:)`` if none is free.
    func take() throws(OutboundFailure) {
        let isFull = taken.withLock { taken in
            guard taken < most else { return true }
            taken += 1
            return false
        }
        if isFull { throw .failed("\(most) are under way") }
    }

    func leave() {
        taken.withLock { $0 -= 1 }
    }
}
