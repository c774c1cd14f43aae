import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import OAuthProtocol

/// The network. Each host is resolved once and reached at that address only; redirects are reported and never followed;
/// size and time are bounded. A server on the public internet cannot send us to addresses that are not (threat 6).
package actor LiveExchange: Exchanging {
    /// How long an answer may take.
    static let patience = TimeAmount.seconds(5)

    /// One server, as it is reached.
    private struct Route {
        let address: SocketAddress
        let client: HTTPClient
        /// `nil` for plain http.
        let handshake: Result<Handshake, ExchangeFailure>?
    }

    private let agent: String
    private let authorities: [NIOSSLCertificate]
    private let clock: @Sendable () -> Timestamp
    private let isSpecialUse: @Sendable (SocketAddress) -> Bool
    private var routes: [String: Result<Route, ExchangeFailure>] = [:]
    /// Whether the first address that was asked for is of the public internet; `nil` before that.
    private var startedInPublic: Bool?

    /// - Parameters:
    ///   - agent: the `User-Agent`.
    ///   - authorities: a file of certificates, PEM, that are trusted beside the system's; `nil` for none.
    ///   - isSpecialUse: whether an address is anything but an ordinary one of the public internet.
    ///   - clock: gives the time at which an answer has come.
    /// - Throws: what swift-nio-ssl says of a file of certificates that it cannot read.
    package init(
        agent: String, authorities: String?, isSpecialUse: @escaping @Sendable (SocketAddress) -> Bool,
        clock: @escaping @Sendable () -> Timestamp
    ) throws {
        self.agent = agent
        self.authorities = try authorities.map { try NIOSSLCertificate.fromPEMFile($0) } ?? []
        self.isSpecialUse = isSpecialUse
        self.clock = clock
    }

    /// Closes all connections; nothing may be asked afterwards.
    package func close() async {
        for case .success(let route) in routes.values { try? await route.client.shutdown() }
        routes = [:]
    }

    package func answer(to request: OutgoingRequest) async -> Result<Answer, ExchangeFailure> {
        switch await route(to: request.url) {
        case .failure(let failure): return .failure(failure)
        case .success(let route):
            do {
                return .success(try await Self.answer(to: request, agent: agent, by: route.client, clock: clock))
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
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: Self.patience, read: Self.patience)
        for name in Set([url.host, URIParts(url.value)?.host ?? url.host]) { configuration.dnsOverride[name] = text }
        configuration.httpVersion = .http1Only
        // The first failure is the one that says what is wrong.
        configuration.connectionPool.retryConnectionEstablishment = false
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.additionalTrustRoots = [.certificates(authorities)]
        // A certificate that is no good has been reported by then, and everything else can still be said. Nothing is
        // sent that anybody could steal.
        if case .success(let shown) = handshake, !shown.isTrusted { tls.certificateVerification = .none }
        configuration.tlsConfiguration = tls
        return .success(
            Route(
                address: address,
                client: HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration),
                handshake: handshake))
    }

    private static func answer(
        to request: OutgoingRequest, agent: String, by client: HTTPClient, clock: @Sendable () -> Timestamp
    ) async throws -> Answer {
        var outgoing = HTTPClientRequest(url: request.url.value)
        outgoing.method = HTTPMethod(rawValue: request.method)
        outgoing.headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
        outgoing.headers.replaceOrAdd(name: "User-Agent", value: agent)
        if !request.body.isEmpty { outgoing.body = .bytes(ByteBuffer(bytes: request.body)) }
        let deadline = NIODeadline.now() + patience
        let response = try await client.execute(outgoing, timeout: patience)
        var body: [UInt8] = []
        var isCut = false
        for try await part in response.body {
            // The client's own timeout ends with the head; whoever sends the rest octet by octet could keep us for days.
            guard NIODeadline.now() < deadline else { throw HTTPClientError.deadlineExceeded }
            body += part.readableBytesView.prefix(request.limit - body.count + 1)
            if body.count > request.limit {
                body.removeLast(body.count - request.limit)
                isCut = true
                break
            }
            // An event stream goes on for ever, and its head says all that matters here.
            if response.headers.first(name: "Content-Type")?.octets.hasPrefix("text/event-stream") == true { break }
        }
        return Answer(
            status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, body: body,
            isCut: isCut, receivedAt: clock())
    }
}
