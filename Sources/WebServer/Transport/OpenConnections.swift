import Logging
import NIOCore
import OAuthProtocol
import Synchronization

/// The connections of a server: how many each network may have, how many there may be at all, and whose gives way. The
/// oldest one on which nothing is asked makes room, and where there is none, one on which the rest of a request is waited for,
/// of the network that has the most; so that nobody keeps others out by holding connections open.
final class OpenConnections: Sendable {
    fileprivate struct State {
        /// Those of each network, and of each IPv6 /48.
        var networks: [Network: ConnectionLine] = [:]
        /// Those that count for a network, and those of trusted proxies.
        var direct = ConnectionLine()
        var proxied = ConnectionLine()
        /// Those on which the rest of a request is waited for.
        var unfinished = UnfinishedRequests()
        var octets: OctetBudget
        var saidAt: [String: NIODeadline] = [:]

        var count: Int { direct.count + proxied.count }
    }

    /// How long a connection must have rested to give way before half a request does.
    fileprivate static let calm = TimeAmount.seconds(2)
    /// How often one reason is worth a line.
    private static let silence = TimeAmount.seconds(60)

    let limits: TransportLimits
    private let proxies: TrustedProxies
    private let metrics: ConnectionMetrics?
    private let logger: Logger
    private let state: Mutex<State>
    private let isFull = Atomic<Bool>(false)

    /// - `metrics`: counts those that give way; `nil` where nobody looks.
    init(limits: TransportLimits, proxies: TrustedProxies, metrics: ConnectionMetrics? = nil, logger: Logger) {
        self.limits = limits
        self.metrics = metrics
        self.proxies = proxies
        self.logger = logger
        let octets = OctetBudget(
            most: limits.heldOctets, mostPerNetwork: limits.heldOctetsPerNetwork,
            leastPerNetwork: limits.leastHeldOctets)
        state = Mutex(State(octets: octets))
    }

    /// Whether there are as many as there may be and none could give way: then each answer is the last of its connection.
    var areFull: Bool { isFull.load(ordering: .relaxed) }

    /// Takes a new connection in, and lets an older one go where it is one too many.
    ///
    /// - Returns: `nil` if its network has all that it may have, each with a request that is being answered.
    func admit(_ channel: any Channel, _ facts: ConnectionFacts) -> OpenConnection? {
        let peer = facts.peer
        let networks = proxies.isTrusted(peer) ? [] : Network.all(of: peer)
        let connection = OpenConnection(channel, facts, networks: networks)
        let (isAdmitted, leaving) = state.withLock { state in
            var leaving: [OpenConnection] = []
            for network in connection.networks {
                guard state.networks[network]?.count ?? 0 >= limits.connectionsPerNetwork * network.share else {
                    continue
                }
                guard let one = state.takeOne(of: network) else { return (false, leaving) }
                leaving.append(one)
            }
            if state.count + 1 >= limits.connections, let one = state.takeOne() { leaving.append(one) }
            state.add(connection)
            isFull.store(state.count >= limits.connections, ordering: .relaxed)
            return (true, leaving)
        }
        for connection in leaving { giveWay(connection) }
        guard isAdmitted else {
            say("a network has all connections that it may have, and requests on each", ["address": "\(peer)"])
            return nil
        }
        if areFull { say("there are as many connections as there may be, and requests on each", [:]) }
        channel.closeFuture.whenComplete { [self] _ in remove(connection) }
        return connection
    }

    /// Lets one go, for want of something else than places.
    func giveWay(because reason: String) {
        say(reason, [:])
        if let one = state.withLock({ $0.takeOne() }) { giveWay(one) }
    }

    /// The rest of a request is waited for on `connection`, until that says otherwise.
    func awaitRest(on connection: OpenConnection) {
        guard connection.beginWaiting() else { return }
        state.withLock { $0.unfinished.add(connection) }
    }

    /// Has `connection` keep so many octets of the budget of all, in place of those that it has.
    ///
    /// - Returns: false if there are not as many; then it keeps what it has.
    func take(_ octets: Int, for connection: OpenConnection) -> Bool {
        state.withLock { $0.take(octets, for: connection) }
    }

    /// A connection, or a stream of one, is closed for what came over it.
    func count(_ closing: ConnectionMetrics.Closing) {
        metrics?.count(closing)
    }

    private func giveWay(_ connection: OpenConnection) {
        metrics?.count(connection.restingSince == nil ? .unfinished : .resting)
        connection.giveWay()
    }

    private func remove(_ connection: OpenConnection) {
        state.withLock { state in
            state.remove(connection)
            isFull.store(state.count >= limits.connections, ordering: .relaxed)
        }
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
    /// Takes out the connection that gives way: the oldest on which nothing has been asked for a while, or else the one that waits
    /// for longest for the rest of a request, of the network that has the most. Behind a proxy may be everybody: its connections come
    /// last.
    ///
    /// - Parameter network: whose it must be; `nil` for anybody's.
    /// - Returns: `nil` if on each a request is being answered.
    fileprivate mutating func takeOne(of network: Network? = nil) -> OpenConnection? {
        let resting = oldestResting(of: network)
        // One that has only just come, or been answered, is most likely about to ask.
        let hasRested = resting?.restingSince.map { NIODeadline.now() - OpenConnections.calm > .uptimeNanoseconds($0) }
        guard let one = hasRested == true ? resting : longestWaiting(of: network) ?? resting else { return nil }
        remove(one)
        return one
    }

    private mutating func oldestResting(of network: Network?) -> OpenConnection? {
        if let network { return networks[network]?.oldest() }
        return direct.oldest() ?? proxied.oldest()
    }

    private mutating func longestWaiting(of network: Network?) -> OpenConnection? {
        let networks = networks
        // How many a network of the connection's has, for each household that it may be.
        return unfinished.longest(of: network) { connection in
            let weights = connection.networks.map { network in
                (networks[network]?.count ?? 0) * Network.households / network.share
            }
            return weights.max() ?? -1
        }
    }

    fileprivate mutating func add(_ connection: OpenConnection) {
        for network in connection.networks { networks[network, default: ConnectionLine()].add(connection) }
        if connection.networks.isEmpty { proxied.add(connection) } else { direct.add(connection) }
    }

    fileprivate mutating func take(_ octets: Int, for connection: OpenConnection) -> Bool {
        // It was told to go, and does so in a moment.
        guard !connection.hasLeft else { return true }
        let more = octets - connection.heldOctets.load(ordering: .relaxed)
        if more > 0 {
            guard self.octets.take(more, for: connection.networks) else { return false }
        } else {
            self.octets.giveBack(-more, of: connection.networks)
        }
        connection.heldOctets.store(octets, ordering: .relaxed)
        return true
    }

    fileprivate mutating func remove(_ connection: OpenConnection) {
        guard connection.leave() else { return }
        octets.giveBack(connection.heldOctets.load(ordering: .relaxed), of: connection.networks)
        for network in connection.networks {
            networks[network]?.subtract()
            if networks[network]?.count == 0 { networks[network] = nil }
        }
        if connection.networks.isEmpty { proxied.subtract() } else { direct.subtract() }
    }
}
