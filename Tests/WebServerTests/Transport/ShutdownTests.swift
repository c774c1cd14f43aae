import HTTPTypes
import Logging
import NIOCore
import OAuthProtocol
import Testing

@testable import WebServer

@Suite struct ShutdownTests {
    private let gate = Gate()

    private var routes: [Route] {
        [
            Route(["/slow"], methods: [.get: gate, .post: gate], family: .plain, name: "slow"),
            Route(["/"], methods: [.get: Echo()], family: .plain, name: "/"),
        ]
    }

    @Test func `what is in flight is answered and its connection closed`() async throws {
        try await RunningServer.with(routes) { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
                await gate.arrival()
                try await RawConnection.with(server.port) { idle in
                    try await idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(try await idle.answer().status == 200)
                    await server.beginShutdown()
                    // An idle connection ends with the shutdown, so by now the other one has heard of it too.
                    #expect(try await idle.untilClosed() == "")
                }
                gate.open()
                let answer = try await connection.answer()
                #expect(answer.body == "through")
                #expect(answer.headers["connection"] == "close")
                #expect(try await connection.untilClosed() == "")
            }
        }
    }

    @Test func `a request that never ends is not waited for`() async throws {
        var limits = TransportLimits()
        limits.drain = .milliseconds(30)
        try await RunningServer.with(routes, limits: limits) { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
                await gate.arrival()
                await server.beginShutdown()
                #expect(try await connection.untilClosed() == "")
                gate.open()
            }
        }
    }

    @Test func `a server that has shut down accepts nobody`() async throws {
        let port = try await RunningServer.with(routes) { $0.port }
        await #expect(throws: (any Error).self) {
            try await RawConnection.with(port) { try await $0.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
        }
    }

    @Test func `a port that is taken is an error`() async throws {
        try await RunningServer.with(routes) { server in
            let second = try HTTPServer(
                table: RouteTable(routes), host: "127.0.0.1", port: server.port, now: { Timestamp(0) }, ids: { "" },
                logger: .init(label: "test"), onListening: { _ in })
            await #expect(throws: (any Error).self) { try await second.run() }
        }
    }
}
