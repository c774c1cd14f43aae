import Logging
import NIOCore
import OAuthProtocol
import Synchronization

/// The connections of a server: how many each network may have, how many there may be at all, and whose gives way. The
/// oldest one on which nothing is asked makes room, so that nobody keeps others out by holding connections open.
final class OpenConnections: Sendable {
    fileprivate struct State {
        /// Those of each network, and of each IPv6 /48.
        var networks: [[UInt8]: ConnectionLine] = [:]
        /// Those that count for a network, and those of trusted proxies.
        var direct = ConnectionLine()
        var proxied = ConnectionLine()
        var saidAt: [String: NIODeadline] = [:]

        var count: Int { direct.count + proxied.count }
    }

    /// How often one reason is worth a line.
    private static let silence = TimeAmount.seconds(60)

    private let limits: TransportLimits
    private let proxies: TrustedProxies
    private let logger: Logger
    private let state = Mutex(State())
    private let isFull = Atomic<Bool>(false)

    init(limits: TransportLimits, proxies: TrustedProxies, logger: Logger) {
        self.limits = limits
        self.proxies = proxies
        self.logger = logger
    }

    /// Whether there are as many as there may be and none could give way: then each answer is the last of its connection.
    var areFull: Bool { isFull.load(ordering: .relaxed) }

    /// Takes a new connection in, and lets an older one go where it is one too many.
    ///
    /// - Parameter peer: the address that it comes from.
    /// - Returns: `nil` if its network has all that it may have, each with a request under way.
    func admit(_ channel: any Channel, from peer: String) -> OpenConnection? {
        let connection = OpenConnection(channel, networks: proxies.isTrusted(peer) ? [] : Self.networks(of: peer))
        let (isAdmitted, leaving) = state.withLock { state in
            var leaving: [OpenConnection] = []
            for network in connection.networks {
                guard state.networks[network]?.count ?? 0 >= most(of: network) else { continue }
                guard let oldest = state.networks[network]?.oldest() else { return (false, leaving) }
                state.remove(oldest)
                leaving.append(oldest)
            }
            // Behind a proxy may be everybody: its connections come last.
            if state.count + 1 >= limits.connections, let oldest = state.direct.oldest() ?? state.proxied.oldest() {
                state.remove(oldest)
                leaving.append(oldest)
            }
            state.add(connection)
            isFull.store(state.count >= limits.connections, ordering: .relaxed)
            return (true, leaving)
        }
        for connection in leaving { connection.giveWay() }
        guard isAdmitted else {
            say("a network has all connections that it may have, and requests on each", ["address": "\(peer)"])
            return nil
        }
        if areFull { say("there are as many connections as there may be, and requests on each", [:]) }
        channel.closeFuture.whenComplete { [self] _ in remove(connection) }
        return connection
    }

    /// Lets the oldest idle one go, for want of something else than places.
    func giveWay(because reason: String) {
        say(reason, [:])
        let oldest = state.withLock { state in
            let oldest = state.direct.oldest() ?? state.proxied.oldest()
            if let oldest { state.remove(oldest) }
            return oldest
        }
        oldest?.giveWay()
    }

    private func remove(_ connection: OpenConnection) {
        state.withLock { state in
            state.remove(connection)
            isFull.store(state.count >= limits.connections, ordering: .relaxed)
        }
    }

    private static func networks(of peer: String) -> [[UInt8]] {
        Network.all(of: peer).map(\.octets)
    }

    private func most(of network: [UInt8]) -> Int {
        network.count == 6 ? limits.connectionsPerNetwork * Network.households : limits.connectionsPerNetwork
    }

    /// Warns, once in a while.
    private func say(_ reason: String, _ metadata: Logger.Metadata) {
        let now = NIODeadline.now()
        let isNew = state.withLock { state in
            guard state.saidAt[reason].map({ $0 + Self.silence <= now }) ?? true else { return false }
            state.saidAt[reason] = now
            return true
        }
        if isNew { logger.warning("\(reason)", metadata: metadata) }
    }
}

extension OpenConnections.State {
    fileprivate mutating func add(_ connection: OpenConnection) {
        for network in connection.networks { networks[network, default: ConnectionLine()].add(connection) }
        if connection.networks.isEmpty { proxied.add(connection) } else { direct.add(connection) }
    }

    fileprivate mutating func remove(_ connection: OpenConnection) {
        guard connection.leave() else { return }
        for network in connection.networks {
            networks[network]?.subtract()
            if networks[network]?.count == 0 { networks[network] = nil }
        }
        if connection.networks.isEmpty { proxied.subtract() } else { direct.subtract() }
    }
}
