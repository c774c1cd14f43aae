import NIOCore
import NIOPosix
import OAuthProtocol
import Outbound

/// The network. Each host is resolved once and reached at that address only; redirects are reported and never followed;
/// size and time are bounded. A server on the public internet cannot send us to addresses that are not (threat 6).
package actor LiveExchange: Exchanging {
    /// How long an answer may take.
    static let patience = TimeAmount.seconds(5)

    /// One server, as it is reached.
    private struct Route {
        let address: SocketAddress
        let connection: PinnedConnection
        /// `nil` for plain http.
        let handshake: Result<Handshake, ExchangeFailure>?
    }

    private let agent: String
    private let authorities: TrustedAuthorities
    private let clock: @Sendable () -> Timestamp
    private let isSpecialUse: @Sendable (SocketAddress) -> Bool
    private var routes: [String: Result<Route, ExchangeFailure>] = [:]
    /// Whether the first address that was asked for is of the public internet; `nil` before that.
    private var startedInPublic: Bool?

    /// - Parameters:
    ///   - agent: the `User-Agent`.
    ///   - authorities: whom to trust beside the system's.
    ///   - isSpecialUse: whether an address is anything but an ordinary one of the public internet.
    ///   - clock: gives the time at which an answer has come.
    package init(
        agent: String, trusting authorities: TrustedAuthorities,
        isSpecialUse: @escaping @Sendable (SocketAddress) -> Bool = { SpecialUseAddress.contains($0) },
        clock: @escaping @Sendable () -> Timestamp
    ) {
        self.agent = agent
        self.authorities = authorities
        self.isSpecialUse = isSpecialUse
        self.clock = clock
    }

    /// Closes all connections; nothing may be asked afterwards.
    package func close() async {
        for case .success(let route) in routes.values { await route.connection.close() }
        routes = [:]
    }

    package func answer(to request: OutgoingRequest) async -> Result<Answer, ExchangeFailure> {
        switch await route(to: request.url) {
        case .failure(let failure): return .failure(failure)
        case .success(let route):
            do {
                var outgoing = OutboundRequest(request.url, reading: .beginning(limit: request.limit))
                outgoing.method = request.method
                outgoing.headers =
                    request.headers.filter { $0.name.octets.lowercased != "user-agent" } + [("User-Agent", agent)]
                outgoing.body = request.body
                let answer = try await route.connection.answer(to: outgoing, by: NIODeadline.now() + Self.patience)
                return .success(
                    Answer(
                        status: answer.status, headers: answer.headers, body: answer.body, isCut: answer.isCut,
                        receivedAt: clock()))
            } catch {
                return .failure(ExchangeFailure(error))
            }
        }
    }

    package func handshake(with url: WebURI) async -> Result<Handshake, ExchangeFailure> {
        switch await route(to: url) {
        case .failure(let failure): .failure(failure)
        case .success(let route): route.handshake ?? .failure(.noTLS("the URL is plain http"))
        }
    }

    private func route(to url: WebURI) async -> Result<Route, ExchangeFailure> {
        if let known = routes[url.origin] { return known }
        let made = await makeRoute(to: url)
        routes[url.origin] = made
        return made
    }

    private func makeRoute(to url: WebURI) async -> Result<Route, ExchangeFailure> {
        let host = url.host.octets.hasPrefix("[") ? String(url.host.dropFirst().dropLast()) : url.host
        let port = URIParts(url.value)?.port.flatMap { Int($0) } ?? (url.isSecure ? 443 : 80)
        let resolved = try? await NIOThreadPool.singleton.runIfActive {
            try SocketAddress.makeAddressResolvingHost(host, port: port)
        }
        guard let address = resolved, let text = address.ipAddress else { return .failure(.unknownHost) }
        let isPublic = !isSpecialUse(address)
        if startedInPublic == true, !isPublic { return .failure(.privateAddress) }
        startedInPublic = startedInPublic ?? isPublic

        var handshake: Result<Handshake, ExchangeFailure>?
        if url.isSecure { handshake = await TLSProbe(host: host, address: address, authorities: authorities).run() }
        // A certificate that is no good has been reported by then, and everything else can still be said. Nothing is
        // sent that anybody could steal.
        var verifies = true
        if case .success(let shown) = handshake { verifies = shown.isTrusted }
        let connection = PinnedConnection(
            to: [url.host, URIParts(url.value)?.host ?? url.host], at: text, trusting: authorities,
            patience: Self.patience, verifying: verifies)
        return .success(Route(address: address, connection: connection, handshake: handshake))
    }
}
