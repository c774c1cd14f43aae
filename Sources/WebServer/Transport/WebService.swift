import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1
import OAuthProtocol

/// What every connection of a server needs to answer requests.
package final class WebService: Sendable {
    let table: RouteTable
    let limits: TransportLimits
    let proxies: TrustedProxies
    let connections: OpenConnections
    let now: @Sendable () -> Timestamp
    let ids: @Sendable () -> String

    /// - `now`: the clock, read once for each request.
    /// - `ids`: a fresh name for each request.
    /// - `metrics`: where connections that give way are counted; `nil` where nobody looks.
    /// - `trustedProxies`: the networks whose `X-Forwarded-For` is believed.
    package init(
        table: RouteTable, limits: TransportLimits, now: @escaping @Sendable () -> Timestamp,
        ids: @escaping @Sendable () -> String, metrics: MetricsRegistry? = nil, trustedProxies: [IPNetwork] = [],
        logger: Logger
    ) {
        self.table = table
        self.limits = limits
        self.now = now
        self.ids = ids
        proxies = TrustedProxies(networks: trustedProxies)
        connections = OpenConnections(
            limits: limits, proxies: proxies, metrics: metrics.map(ConnectionMetrics.init(registry:)), logger: logger)
    }

    /// A place for a connection; `nil` if it may have none. A peer that is gone already has no address, and none that is gone
    /// needs a place.
    func admit(_ channel: any Channel, isSecure: Bool) -> OpenConnection? {
        ConnectionFacts(of: channel, isSecure: isSecure).flatMap { connections.admit(channel, $0) }
    }

    /// Lays the pipeline that answers what comes over a channel in plain HTTP/1.1.
    ///
    /// - Throws: if the channel is closed.
    package func serveHTTP1(on channel: any Channel) throws {
        guard let place = admit(channel, isSecure: false) else { return channel.close(promise: nil) }
        try layHTTP1(on: channel, place) { _ in false }
    }

    /// - `isMissingFarewell`: whether an error says no more than that the client has said all without a farewell in TLS.
    func layHTTP1(
        on channel: any Channel, _ place: OpenConnection, isMissingFarewell: @escaping (any Error) -> Bool
    ) throws {
        var configuration = NIOHTTPDecoderLimitConfiguration()
        configuration.maxHeaderFieldSize = limits.headerOctets
        configuration.maxHeaderListSize = limits.headerOctets
        configuration.maxHeaderFieldCount = limits.headerFields
        let decoder = HTTPRequestDecoder(limitConfiguration: configuration)
        let meter = WireMeter()
        try channel.syncOptions?.setOption(.writeBufferWaterMark, value: HeldOctets.unreadAnswers)
        let connection = HTTP1Connection(
            self, place, meter, on: channel.eventLoop, isMissingFarewell: isMissingFarewell)
        try channel.pipeline.syncOperations.addHandlers(meter, ByteToMessageHandler(decoder), connection)
    }

    /// A request that came over a connection. One that could not be read is counted and logged as any other.
    func request(_ gathered: RequestGathering, over connection: ConnectionFacts) -> WebRequest {
        guard let head = gathered.head else {
            return WebRequest(
                method: RequestMetrics.other, path: "", address: connection.peer, isSecure: connection.isSecure,
                id: ids(), now: now())
        }
        let target = RequestTarget(head.target)
        return WebRequest(
            method: head.method, path: target.path, query: target.query, headers: head.headers, body: gathered.body,
            address: proxies.client(of: head.headers, peer: connection.peer), isSecure: connection.isSecure,
            id: ids(), now: now())
    }
}
