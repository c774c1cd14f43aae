import HTTPTypes
import NIOCore
import OAuthProtocol
import Testing

@testable import WebServer

/// Holding connections open keeps nobody else out.
@Suite struct OpenConnectionsTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let slow = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"

    private let gate = Gate()
    private var routes: [Route] {
        [
            Route(["/slow"], methods: [.get: gate], family: .plain, name: "slow"),
            Route(["/"], methods: [.get: Echo()], family: .plain, name: "/"),
        ]
    }

    private func limits(network: Int = 512, all: Int = 8192) -> TransportLimits {
        var limits = TransportLimits()
        limits.connectionsPerNetwork = network
        limits.connections = all
        return limits
    }

    @Test(arguments: [(2, 8192), (512, 3)])
    func `the connection that rests for longest gives way to one too many`(network: Int, all: Int) async throws {
        try await RunningServer.with(routes, limits: limits(network: network, all: all)) { server in
            try await RawConnection.with(server.port) { first in
                try await RawConnection.with(server.port) { second in
                    for _ in 0..<2 {
                        try await second.send(Self.get)
                        #expect(try await second.answer().status == 200)
                        try await first.send(Self.get)
                        #expect(try await first.answer().status == 200)
                    }
                    try await RawConnection.with(server.port) { third in
                        try await third.send(Self.get)
                        #expect(try await third.answer().status == 200)
                        #expect(try await second.untilClosed() == "")
                        try await first.send(Self.get)
                        #expect(try await first.answer().status == 200)
                    }
                }
            }
        }
    }

    @Test func `a request that is under way is never given up for a newcomer`() async throws {
        try await RunningServer.with(routes, limits: limits(network: 1)) { server in
            try await RawConnection.with(server.port) { first in
                try await first.send(Self.slow)
                await gate.arrival()
                try await RawConnection.with(server.port) { second in
                    // Closed or reset, depending on whether the octets crossed the close on their way.
                    try? await second.send(Self.get)
                    #expect(try await (try? second.untilClosed()) ?? "" == "")
                }
                gate.open()
                #expect(try await first.answer().body == "through")
            }
        }
    }

    @Test func `where all have requests under way, their answers make room`() async throws {
        try await RunningServer.with(routes, limits: limits(all: 2)) { server in
            try await RawConnection.with(server.port) { first in
                try await first.send(Self.slow)
                await gate.arrival()
                try await RawConnection.with(server.port) { second in
                    try await second.send(Self.slow)
                    await gate.arrival(of: 2)
                    try await RawConnection.with(server.port) { third in
                        try await third.send(Self.get)
                        gate.open()
                        #expect(try await first.answer().body == "through")
                        #expect(try await second.answer().body == "through")
                        #expect(try await third.answer().status == 200)
                    }
                }
            }
        }
    }

    @Test func `a trusted proxy may have more, since it speaks for many`() async throws {
        let proxies = [try #require(IPNetwork("127.0.0.0/8"))]
        try await RunningServer.with(routes, limits: limits(network: 1), proxies: proxies) { server in
            try await RawConnection.with(server.port) { first in
                try await RawConnection.with(server.port) { second in
                    for _ in 0..<2 {
                        try await first.send(Self.get)
                        #expect(try await first.answer().status == 200)
                        try await second.send(Self.get)
                        #expect(try await second.answer().status == 200)
                    }
                }
            }
        }
    }

    @Test func `places come back when connections end by themselves`() async throws {
        try await RunningServer.with(routes, limits: limits(network: 1, all: 2)) { server in
            for _ in 0..<20 {
                try await RawConnection.with(server.port) { connection in
                    try await connection.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    #expect(try await connection.answer().status == 200)
                    #expect(try await connection.untilClosed() == "")
                }
            }
        }
    }
}
