import NIOCore
import OAuthProtocol
import Synchronization

/// A connection that is open, as far as it matters for who may have another one: whose it is, since when nothing is asked
/// on it, and since when the rest of what is asked is waited for.
final class OpenConnection: Sendable {
    /// The networks that it counts for: the peer's own and, of IPv6, the /48 around it; none for a trusted proxy, which
    /// speaks for many.
    let networks: [Network]
    let facts: ConnectionFacts
    private let channel: any Channel
    /// Requests that are under way: several over HTTP/2.
    private let requests = Atomic<Int>(0)
    /// Those of them of which the rest is waited for.
    private let unfinished = Atomic<Int>(0)
    private let idleSince: Atomic<UInt64>
    private let unfinishedSince = Atomic<UInt64>(0)
    /// What it has of the budget of octets; is changed where that is.
    let heldOctets = Atomic<Int>(0)
    private let isGone = Atomic<Bool>(false)

    init(_ channel: any Channel, _ facts: ConnectionFacts, networks: [Network]) {
        self.channel = channel
        self.facts = facts
        self.networks = networks
        idleSince = Atomic(NIODeadline.now().uptimeNanoseconds)
    }

    /// A request has begun.
    func begin() {
        requests.wrappingAdd(1, ordering: .relaxed)
    }

    /// A request was answered, or is given up.
    func finish() {
        // The time first: whoever sees the connection idle must not see it idle since its last pause.
        idleSince.store(NIODeadline.now().uptimeNanoseconds, ordering: .releasing)
        requests.wrappingSubtract(1, ordering: .releasing)
    }

    /// The rest of a request that has begun did not come with its beginning.
    ///
    /// - Returns: whether the rest of no other was waited for.
    func beginWaiting() -> Bool {
        if unfinished.load(ordering: .acquiring) == 0 {
            unfinishedSince.store(NIODeadline.now().uptimeNanoseconds, ordering: .releasing)
        }
        return unfinished.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue == 0
    }

    /// The rest of a request has come, or is waited for no more.
    func endWaiting() {
        unfinished.wrappingSubtract(1, ordering: .releasing)
    }

    /// Since when nothing is asked on it, in nanoseconds of the event loops' clock; `nil` while a request is under way.
    var restingSince: UInt64? {
        guard requests.load(ordering: .acquiring) == 0 else { return nil }
        return idleSince.load(ordering: .acquiring)
    }

    /// Since when the rest of what is asked on it is waited for, in nanoseconds of the event loops' clock; `nil` while
    /// nothing is asked, and while a request that came whole is being answered.
    var waitingSince: UInt64? {
        let count = unfinished.load(ordering: .acquiring)
        guard count > 0, requests.load(ordering: .acquiring) <= count else { return nil }
        return unfinishedSince.load(ordering: .acquiring)
    }

    /// Whether it counts no more.
    var hasLeft: Bool { isGone.load(ordering: .relaxed) }

    /// - Returns: whether it counted until now.
    func leave() -> Bool {
        !isGone.exchange(true, ordering: .relaxed)
    }

    /// Closes it at once, or behind the answer of a request that has come in meanwhile.
    func giveWay() {
        channel.eventLoop.execute { [self] in
            if restingSince != nil || waitingSince != nil {
                channel.close(promise: nil)
            } else {
                channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
            }
        }
    }
}
