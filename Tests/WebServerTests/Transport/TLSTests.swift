import AsyncHTTPClient
import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import OAuthProtocol
import Testing

@testable import WebServer

@Suite struct TLSTests {
    private let gate = Gate()

    private var routes: [Route] {
        [
            Route(["/"], methods: [.get: Echo(), .post: Echo()], family: .plain, name: "/"),
            Route(["/token"], methods: [.post: Echo()], cors: true, family: .token, name: "token"),
            Route(["/whence"], methods: [.get: Whence()], family: .plain, name: "whence"),
            Route(["/slow"], methods: [.get: gate], family: .plain, name: "slow"),
        ]
    }

    /// Runs a server with a certificate and hands over how to ask it by a client that trusts `trusted`.
    private func withServer<Result: Sendable>(
        limits: TransportLimits = TransportLimits(), http2: Bool = true, trusting trusted: TestCertificate = .first,
        _ body: (HTTPClient, RunningServer, _ replace: @escaping (TestCertificate) throws -> Void) async throws ->
            Result
    ) async throws -> Result {
        try await withTLSFiles(.first) { files, replace in
            try await RunningServer.with(routes, limits: limits, tls: files) { server in
                var tls = TLSConfiguration.makeClientConfiguration()
                tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(trusted.certificate.utf8)))
                var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
                configuration.httpVersion = http2 ? .automatic : .http1Only
                configuration.connectionPool.retryConnectionEstablishment = false
                let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
                do {
                    let result = try await body(client, server, replace)
                    try await client.shutdown()
                    return result
                } catch {
                    try await client.shutdown()
                    throw error
                }
            }
        }
    }

    private func ask(
        _ client: HTTPClient, _ server: RunningServer, _ method: String, _ path: String, body: String? = nil
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: "https://localhost:\(server.port)\(path)")
        request.method = .init(rawValue: method)
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        return try await client.execute(request, timeout: .seconds(20))
    }

    private func text(_ response: HTTPClientResponse) async throws -> String {
        String(buffer: try await response.body.collect(upTo: 1 << 20))
    }

    @Test func `a client that knows HTTP 2 gets it`() async throws {
        try await withServer { client, server, _ in
            let response = try await ask(client, server, "POST", "/?q", body: "hello")
            #expect(response.version == .http2)
            #expect(response.status == .ok)
            #expect(response.headers.first(name: "date") == "Sun, 06 Nov 1994 08:49:37 GMT")
            #expect(response.headers.first(name: "x-content-type-options") == "nosniff")
            #expect(try await text(response) == "POST / q hello")
        }
    }

    @Test func `a client that knows only HTTP 1 gets that`() async throws {
        try await withServer(http2: false) { client, server, _ in
            for _ in 1...3 {
                let response = try await ask(client, server, "POST", "/", body: "hello")
                #expect(response.version == .http1_1)
                #expect(try await text(response) == "POST / - hello")
            }
        }
    }

    @Test(arguments: [true, false])
    func `an encrypted connection is known as one`(http2: Bool) async throws {
        try await withServer(http2: http2) { client, server, _ in
            let response = try await ask(client, server, "GET", "/whence")
            #expect(try await text(response) == "127.0.0.1 true")
        }
    }

    @Test func `streams of one connection are answered side by side`() async throws {
        try await withServer { client, server, _ in
            try await withThrowingTaskGroup(of: String.self) { tasks in
                for number in 1...50 {
                    tasks.addTask { try await text(try await ask(client, server, "GET", "/?\(number)")) }
                }
                var answers: Set<String> = []
                for try await answer in tasks { answers.insert(answer) }
                #expect(answers == Set((1...50).map { "GET / \($0)" }))
            }
        }
    }

    @Test(arguments: [true, false])
    func `what is in flight over TLS is answered when the server shuts down`(http2: Bool) async throws {
        try await withServer(http2: http2) { client, server, _ in
            async let response = ask(client, server, "GET", "/slow")
            await gate.arrival()
            await server.beginShutdown()
            gate.open()
            let body = try await text(try await response)
            #expect(body == "through")
        }
    }

    @Test func `HEAD over HTTP 2 has the length of GET`() async throws {
        try await withServer { client, server, _ in
            let response = try await ask(client, server, "HEAD", "/")
            #expect(response.headers.first(name: "content-length") == "7")
            #expect(try await text(response) == "")
        }
    }

    @Test func `a body that is too long is refused over HTTP 2 and the connection lives on`() async throws {
        try await withServer { client, server, _ in
            let large = try await ask(client, server, "POST", "/token", body: String(repeating: "a", count: 65537))
            #expect(large.status == .payloadTooLarge)
            #expect(large.headers.first(name: "access-control-allow-origin") == "*")
            #expect(try await text(large).contains(#""error":"invalid_request""#))
            let most = String(repeating: "a", count: 65536)
            let taken = try await ask(client, server, "POST", "/token", body: most)
            #expect(try await text(taken) == "POST /token - \(most)")
        }
    }

    @Test func `a certificate that was replaced is used from then on`() async throws {
        try await withServer(http2: false, trusting: .second) { client, server, replace in
            await #expect(throws: (any Error).self) { try await ask(client, server, "GET", "/") }
            try replace(.second)
            try server.server.reloadCertificates()
            #expect(try await ask(client, server, "GET", "/").status == .ok)
        }
    }

    @Test func `who speaks without TLS is hung up on`() async throws {
        try await withServer { _, server, _ in
            try await RawConnection.with(server.port) { connection in
                try await connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await !connection.untilClosed().contains("HTTP/1.1"))
            }
        }
    }

    @Test func `a handshake that does not come is not waited for`() async throws {
        var limits = TransportLimits()
        limits.handshake = .milliseconds(30)
        try await withServer(limits: limits) { _, server, _ in
            try await RawConnection.with(server.port) { connection in
                let said = try await connection.untilClosed()
                #expect(said == "")
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a connection over HTTP 2 that asks for nothing is closed when it has been idle for long enough`() async throws
    {
        var limits = TransportLimits()
        (limits.idle, limits.drain, limits.body) = (.milliseconds(30), .milliseconds(30), .hours(1))
        try await withServer(limits: limits) { _, server, _ in
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.certificateVerification = .none
            tls.applicationProtocols = ["h2"]
            let context = try NIOSSLContext(configuration: tls)
            let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let handler = try NIOSSLClientHandler(context: context, serverHostname: nil)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                }
                .connect(host: "127.0.0.1", port: server.port).get()
            // The preface with an empty SETTINGS frame (RFC 9113 §3.4), and nothing after it.
            let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]
            // Where this process was slow, the connection is closed before it is said.
            try? await connection.writeAndFlush(ByteBuffer(bytes: preface)).get()
            try await connection.closeFuture.get()
        }
    }

    @Test func `a certificate that is missing is an error at start`() {
        #expect(throws: (any Error).self) {
            try HTTPServer(
                table: RouteTable([]), host: "127.0.0.1", port: 0,
                tls: TLSFiles(certificatePath: "/nowhere/a.pem", keyPath: "/nowhere/b.pem"), now: { Timestamp(0) },
                ids: { "" }, logger: .init(label: "test"), onListening: { _ in })
        }
    }
}
