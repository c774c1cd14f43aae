import HTTPTypes
import OAuthProtocol

/// What every connection of a server needs to answer requests.
struct WebService: Sendable {
    let table: RouteTable
    let limits: TransportLimits
    let proxies: TrustedProxies
    let connections: OpenConnections
    let now: @Sendable () -> Timestamp
    let ids: @Sendable () -> String

    /// A request that came over a connection.
    func request(
        _ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields, body: [UInt8],
        over connection: ConnectionFacts
    ) -> WebRequest {
        let target = RequestTarget(target)
        return WebRequest(
            method: method, path: target.path, query: target.query, headers: headers, body: body,
            address: proxies.client(of: headers, peer: connection.peer), isSecure: connection.isSecure,
            id: ids(), now: now())
    }

    /// Stands for a request that could not be read, so that its refusal is counted and logged as any other.
    func unreadableRequest(over connection: ConnectionFacts) -> WebRequest {
        WebRequest(
            method: RequestMetrics.other, path: "", address: connection.peer, isSecure: connection.isSecure,
            id: ids(), now: now())
    }
}
