import HTTPTypes
import Logging
import NIOCore
import NIOEmbedded
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

    @Test func `who has only just come does not give way before half a request`() async throws {
        let half = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n"
        try await RunningServer.with(routes, limits: limits(network: 3)) { server in
            try await RawConnection.with(server.port) { held in
                try await held.send(half)
                try await RawConnection.with(server.port) { other in
                    try await other.send(Self.get)
                    #expect(try await other.answer().status == 200)
                    try await RawConnection.with(server.port) { newcomer in
                        try await RawConnection.with(server.port) { last in
                            try await last.send(Self.get)
                            #expect(try await last.answer().status == 200)
                            #expect(try await held.untilClosed() == "")
                            try await newcomer.send(Self.get)
                            #expect(try await newcomer.answer().status == 200)
                        }
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

    /// A request of which the body does not come; once this returns the server knows.
    private func beginBody(on connection: inout RawConnection) async throws {
        try await connection.send(
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
        #expect(try await connection.answer().status == 100)
    }

    @Test func `where none rests, half a request of the network that has the most gives way`() async throws {
        let metrics = MetricsRegistry()
        try await RunningServer.with(limits: limits(all: 4), metrics: metrics) { server in
            try await RawConnection.with(server.port, from: "127.0.0.2") { slow in
                try await beginBody(on: &slow)
                try await RawConnection.with(server.port, from: "127.0.0.3") { first in
                    try await beginBody(on: &first)
                    try await RawConnection.with(server.port, from: "127.0.0.3") { second in
                        try await beginBody(on: &second)
                        try await RawConnection.with(server.port, from: "127.0.0.4") { newcomer in
                            try await newcomer.send(Self.get)
                            #expect(try await newcomer.answer().status == 200)
                        }
                        #expect(try await first.untilClosed() == "")
                        for connection in [slow, second] { try await connection.send("body") }
                        #expect(try await slow.answer().body == "POST / - body")
                        #expect(try await second.answer().body == "POST / - body")
                    }
                }
            }
        }
        let counted = String(decoding: metrics.render(), as: UTF8.self)
        #expect(counted.contains(#"cardea_connections_gave_way_total{request="unfinished"} 1"#))
        #expect(counted.contains(#"cardea_connections_gave_way_total{request="none"} 0"#))
    }

    @Test func `half a request gives way to another of its own network`() async throws {
        try await RunningServer.with(limits: limits(network: 1)) { server in
            try await RawConnection.with(server.port) { first in
                try await beginBody(on: &first)
                try await RawConnection.with(server.port) { second in
                    try await second.send(Self.get)
                    #expect(try await second.answer().status == 200)
                }
                #expect(try await first.untilClosed() == "")
            }
        }
    }

    @Test func `a request that has come whole does not give way for having come by halves`() async throws {
        try await RunningServer.with(
            [Route(["/slow"], methods: [.post: gate], family: .plain, name: "slow")], limits: limits(network: 1)
        ) { server in
            try await RawConnection.with(server.port) { first in
                try await first.send(
                    "POST /slow HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
                #expect(try await first.answer().status == 100)
                try await first.send("body")
                await gate.arrival()
                try await RawConnection.with(server.port) { second in
                    try? await second.send(Self.get)
                    #expect(try await (try? second.untilClosed()) ?? "" == "")
                }
                gate.open()
                #expect(try await first.answer().body == "through")
            }
        }
    }

    /// Many networks of one provider are as much as one network of which each household has its share.
    @Test func `of two networks the one that has more for its size gives way`() async throws {
        let open = OpenConnections(
            limits: limits(all: 37), proxies: TrustedProxies(networks: []), logger: Logger(label: "test"))
        func begin(_ address: String) throws -> (any Channel, OpenConnection) {
            let channel = NIOAsyncTestingChannel()
            let place = try #require(open.admit(channel, ConnectionFacts(peer: address, isSecure: false)))
            place.begin()
            open.awaitRest(on: place)
            return (channel, place)
        }
        // Two of one address, and 34 of as many in one /48.
        let pair = try (0..<2).map { _ in try begin("192.0.2.1") }
        let many = try (0..<34).map { try begin("2001:db8:1:\($0)::1") }
        let newcomer = try begin("198.51.100.1")
        try await many[0].0.closeFuture.get()
        #expect(many[0].1.hasLeft && !many[1].1.hasLeft && !newcomer.1.hasLeft)
        #expect(pair.allSatisfy { !$0.1.hasLeft })
    }
}
