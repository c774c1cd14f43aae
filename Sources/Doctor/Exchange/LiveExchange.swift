import NIOCore
import NIOPosix
import OAuthProtocol
import Outbound

/// The network. Each host is resolved once and reached at that address only; redirects are reported and never followed;
/// size and time are bounded. A server on the public internet cannot send us to addresses that are not (threat 6).
package actor LiveExchange: Exchanging {
    /// How long an answer may take.
    static let patience = TimeAmount.seconds(5)

    /// One server, as it is reached; without a handshake by plain http.
    private typealias Route = (connection: PinnedConnection, handshake: Result<Handshake, ExchangeFailure>?)

    private let agent: String
    private let authorities: TrustedAuthorities
    private let isSpecialUse: @Sendable (SocketAddress) -> Bool
    private var routes: [String: Result<Route, ExchangeFailure>] = [:]
    /// Whether the first address that was asked for is of the public internet; `nil` before that.
    private var startedInPublic: Bool?

    /// - Parameters:
    ///   - agent: the `User-Agent`.
    ///   - authorities: whom to trust beside the system's.
    ///   - isSpecialUse: whether an address is anything but an ordinary one of the public internet.
    package init(
        agent: String, trusting authorities: TrustedAuthorities,
        isSpecialUse: @escaping @Sendable (SocketAddress) -> Bool = { SpecialUseAddress.contains($0) }
    ) {
        self.agent = agent
        self.authorities = authorities
        self.isSpecialUse = isSpecialUse
    }

    /// Closes all connections; nothing may be asked afterwards.
    package func close() async {
        for case .success(let route) in routes.values { await route.connection.close() }
        routes = [:]
    }

    package func answer(to request: OutboundRequest) async -> Result<OutboundAnswer, ExchangeFailure> {
        var request = request
        request.headers.append(("User-Agent", agent))
        do {
            let connection = try await route(to: request.url).get().connection
            return .success(try await connection.answer(to: request, by: NIODeadline.now() + Self.patience))
        } catch {
            return .failure(ExchangeFailure(error))
        }
    }

    package func handshake(with url: WebURI) async -> Result<Handshake, ExchangeFailure> {
        await route(to: url).flatMap { $0.handshake ?? .failure(.network(.noTLS("the URL is plain http"))) }
    }

    private func route(to url: WebURI) async -> Result<Route, ExchangeFailure> {
        if let known = routes[url.origin] { return known }
        let made = await makeRoute(to: url)
        routes[url.origin] = made
        return made
    }

    private func makeRoute(to url: WebURI) async -> Result<Route, ExchangeFailure> {
        let host = url.host.octets.hasPrefix("[") ? String(url.host.dropFirst().dropLast()) : url.host
        let resolved = try? await NIOThreadPool.singleton.runIfActive {
            try SocketAddress.makeAddressResolvingHost(host, port: url.port)
        }
        guard let address = resolved, let text = address.ipAddress else { return .failure(.unknownHost) }
        let isPublic = !isSpecialUse(address)
        if startedInPublic == true, !isPublic { return .failure(.privateAddress) }
        startedInPublic = startedInPublic ?? isPublic

        var handshake: Result<Handshake, ExchangeFailure>?
        if url.isSecure { handshake = await TLSProbe(host: host, address: address, authorities: authorities).run() }
        // A certificate that is no good has been reported by then, and everything else can still be said. Nothing is
        // sent that anybody could steal.
        let verifies = (try? handshake?.get())?.isTrusted ?? true
        let connection = PinnedConnection(
            to: [url.host, URIParts(url.value)?.host ?? url.host], at: text, trusting: authorities,
            patience: Self.patience, verifying: verifies)
        return .success((connection, handshake))
    }
}
