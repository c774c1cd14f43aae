import HTTPTypes
import NIOCore
import NIOPosix
import OAuthProtocol
import OAuthServer
import Testing

@testable import Outbound
@testable import WebServer
@testable import cardea

/// What a server sends beside an answer counts like the answer. Each fetch here would have minutes; none may need them.
@Suite(.timeLimit(.minutes(1))) struct AnswerMeterTests {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test(arguments: [
        ("", "HTTP/1.1 100 Continue\r\n\r\n"), ("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
        ("", "\r\n"), (head + "1;", "a"), (head, "1;aaaaaaaaaaaaaaa\r\n \r\n"),
    ])
    func `a server that goes on without ever coming to the answer is left`(beginning: String, endless: String)
        async throws
    {
        try await withFlood(of: endless, after: beginning) { port in
            let client = OutboundClient(allowing: ["127.0.0.1:\(port)"], patience: .minutes(10))
            let error = await #expect(throws: OAuthError.self) { try await client.fetch("http://127.0.0.1:\(port)/") }
            #expect(error?.cause?.isEmpty == false)
            // A post of which the status is all that counts is no way around it.
            let url = try #require(WebURI("http://127.0.0.1:\(port)/"))
            if beginning.isEmpty {
                await #expect(throws: OutboundFailure.self) {
                    try await client.answer(to: OutboundRequest(url, reading: .nothing))
                }
            }
        }
    }

    @Test func `each answer on a connection has its own share`() async throws {
        let body = [UInt8](repeating: 0x20, count: 65_536)
        let route = Route(
            ["/"], methods: [.get: StaticEndpoint(WebResponse(status: .ok, body: body))], family: .plain, name: "/")
        try await RunningServer.with([route]) { server in
            let connection = PinnedConnection(
                to: ["127.0.0.1"], at: "127.0.0.1", trusting: TrustedAuthorities(), patience: .minutes(10))
            let url = try #require(WebURI("http://127.0.0.1:\(server.port)/"))
            for _ in 0..<12 {
                let request = OutboundRequest(url, reading: .document(limit: 65_536))
                let answer = try await connection.answer(to: request, by: .now() + .minutes(10))
                #expect(answer.body.count == 65_536)
            }
            await connection.close()
        }
    }

    @Test func `a body that says it is compressed is taken as it is`() async throws {
        // Two octets that gzip begins with, and nothing that could be unpacked.
        let body: [UInt8] = [0x1f, 0x8b, 1, 2, 3]
        let response = WebResponse(status: .ok, headers: [.contentEncoding: "gzip"], body: body)
        let route = Route(["/"], methods: [.get: StaticEndpoint(response)], family: .plain, name: "/")
        try await RunningServer.with([route]) { server in
            let client = OutboundClient(allowing: ["127.0.0.1:\(server.port)"], patience: .minutes(10))
            let octets = try await client.fetch("http://127.0.0.1:\(server.port)/")
            #expect(octets == body)
        }
    }

    @Test func `what others send is parsed on no loop that serves`() async throws {
        let connection = PinnedConnection(
            to: ["127.0.0.1"], at: "127.0.0.1", trusting: TrustedAuthorities(), patience: .minutes(10))
        let serving = Set(MultiThreadedEventLoopGroup.singleton.makeIterator().map { ObjectIdentifier($0) })
        let parsing = Set(connection.loops.makeIterator().map { ObjectIdentifier($0) })
        #expect(parsing.count == 1 && serving.isDisjoint(with: parsing))
        await connection.close()
    }
}

/// Answers with the same, whatever is asked.
private struct StaticEndpoint: Endpoint {
    let response: WebResponse

    init(_ response: WebResponse) {
        self.response = response
    }

    func respond(to request: WebRequest) async -> WebResponse { response }
}

/// Runs `body` beside a server that sends `beginning` and then `endless` over and over, until the other side is gone.
private func withFlood(
    of endless: String, after beginning: String, _ body: (Int) async throws -> Void
) async throws {
    let block = String(repeating: endless, count: 16_384 / endless.utf8.count + 1)
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .childChannelInitializer { child in
            child.writeAndFlush(ByteBuffer(string: beginning), promise: nil)
            @Sendable func goOn() {
                child.writeAndFlush(ByteBuffer(string: block)).whenSuccess { child.eventLoop.execute { goOn() } }
            }
            goOn()
            return child.eventLoop.makeSucceededVoidFuture()
        }
        .bind(host: "127.0.0.1", port: 0).get()
    let result: Result<Void, any Error>
    do {
        result = .success(try await body(channel.localAddress?.port ?? 0))
    } catch {
        result = .failure(error)
    }
    try await channel.close()
    try result.get()
}
