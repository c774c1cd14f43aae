import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import OAuthProtocol

/// HTTP with one server at the one address that its name was resolved to: no redirects, no other address, no second try,
/// everything before a deadline.
package struct PinnedConnection: Sendable {
    /// What others' servers send is parsed on a thread of its own, and keeps nobody waiting who asks ours.
    private static let parsing = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    private let client: HTTPClient
    private let meter = AnswerMeter()

    /// - `hosts`: every spelling of the server's name, so that the client resolves none of them.
    /// - `address`: as text.
    /// - `verifying`: whether the certificate has to be good; only what may be read by anybody is sent otherwise.
    package init(
        to hosts: Set<String>, at address: String, trusting authorities: TrustedAuthorities, patience: TimeAmount,
        verifying: Bool = true
    ) {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: patience, read: patience)
        for host in hosts { configuration.dnsOverride[host] = address }
        configuration.httpVersion = .http1Only
        // The first failure is the one that says what is wrong, and nobody has to wait for the last.
        configuration.connectionPool.retryConnectionEstablishment = false
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.additionalTrustRoots = [.certificates(authorities.certificates)]
        if !verifying { tls.certificateVerification = .none }
        configuration.tlsConfiguration = tls
        // What is small on the wire stays as small: a body that says it is compressed is taken as it is.
        configuration.decompression = .disabled
        configuration.http1_1ConnectionDebugInitializer = { [meter] in meter.watch($0) }
        client = HTTPClient(eventLoopGroupProvider: .shared(Self.parsing), configuration: configuration)
    }

    /// Where what is received is parsed.
    var loops: any EventLoopGroup { client.eventLoopGroup }

    /// Closes the connections; nothing may be asked afterwards.
    package func close() async {
        try? await client.shutdown()
    }

    /// - Throws: what the network says, or ``OutboundFailure/failed(_:)`` for an answer that is too large.
    package func answer(to request: OutboundRequest, by deadline: NIODeadline) async throws -> OutboundAnswer {
        var outgoing = HTTPClientRequest(url: request.url.value)
        outgoing.method = HTTPMethod(rawValue: request.method)
        outgoing.headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
        if !request.body.isEmpty { outgoing.body = .bytes(ByteBuffer(bytes: request.body)) }
        let prepared = outgoing
        meter.allow(request.reading)
        if case .nothing = request.reading {
            return try await read(.nothing, of: client.execute(prepared, deadline: deadline))
        }
        // The client's own deadline ends with the head: whoever sent the rest octet by octet could keep us for days.
        return try await Deadline.hold(deadline) {
            try await read(request.reading, of: client.execute(prepared, deadline: deadline))
        }
    }

    private func read(
        _ reading: OutboundRequest.Reading, of response: HTTPClientResponse
    ) async throws -> OutboundAnswer {
        var body: [UInt8] = []
        var isCut = false
        switch reading {
        case .nothing: break
        case .document where response.status != .ok: break
        case .document(let limit), .everything(let limit):
            for try await part in response.body {
                body += part.readableBytesView
                guard body.count <= limit else {
                    throw OutboundFailure.failed("the document is larger than \(limit) octets")
                }
            }
        case .beginning(let limit):
            for try await part in response.body {
                body += part.readableBytesView.prefix(limit - body.count + 1)
                isCut = body.count > limit
                if isCut { body.removeLast(body.count - limit) }
                // An event stream goes on for ever, and its head says all that matters.
                let isStream = response.headers.first(name: "Content-Type")?.octets.hasPrefix("text/event-stream")
                if isCut || isStream == true { break }
            }
        }
        return OutboundAnswer(
            status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, body: body,
            isCut: isCut)
    }
}

extension SpecialUseAddress {
    /// Whether an address is anything but an ordinary one of the public internet.
    package static func contains(_ address: SocketAddress) -> Bool {
        let octets = address.withSockAddr { Array(UnsafeRawBufferPointer(start: $0, count: $1)) }
        // Where sockaddr_in and sockaddr_in6 keep the address (netinet/in.h).
        switch address {
        case .v4: return contains(Array(octets[4..<8]))
        case .v6: return contains(Array(octets[8..<24]))
        case .unixDomainSocket: return true
        }
    }
}
