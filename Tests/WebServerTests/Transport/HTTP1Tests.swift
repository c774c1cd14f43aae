import HTTPTypes
import NIOCore
import OAuthProtocol
import Testing

@testable import WebServer

@Suite struct HTTP1Tests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `a connection serves one request after another`() async throws {
        try await RunningServer.with { server in
            try await RawConnection.with(server.port) { connection in
                for number in 1...3 {
                    try await connection.send("GET /?\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
                    let answer = try await connection.answer()
                    #expect(answer.status == 200)
                    #expect(answer.body == "GET / \(number)")
                    #expect(answer.headers["connection"] == nil)
                    #expect(answer.headers["date"] == "Sun, 06 Nov 1994 08:49:37 GMT")
                    #expect(answer.headers["x-request-id"] == "test-\(number)")
                    #expect(answer.headers["server"] == nil)
                }
            }
        }
    }

    @Test func `requests sent ahead are answered in their order`() async throws {
        try await RunningServer.with { server in
            try await RawConnection.with(server.port) { connection in
                let requests = (1...500).map { "POST /?\($0) HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody" }
                try await connection.send(requests.joined())
                for number in 1...500 {
                    #expect(try await connection.answer().body == "POST / \(number) body")
                }
            }
        }
    }

    @Test func `requests sent ahead of a slow one wait for it`() async throws {
        let gate = Gate()
        let routes = [
            Route(["/slow"], methods: [.get: gate], family: .plain, name: "slow"),
            Route(["/"], methods: [.get: Echo()], family: .plain, name: "/"),
        ]
        try await RunningServer.with(routes) { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get)
                await gate.arrival()
                try await connection.send(Self.get)
                gate.open()
                #expect(try await connection.answer().body == "through")
                #expect(try await connection.answer().body == "GET / -")
                #expect(try await connection.answer().body == "GET / -")
            }
        }
    }

    /// Proxies of HTTP/1.0 may not know chunks, and take what follows for something else (RFC 9112 §6.1).
    @Test(arguments: ["chunked", " Chunked "])
    func `chunks over HTTP 1.0 are read, and end the connection`(coding: String) async throws {
        try await RunningServer.with { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send(
                    "POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: \(coding)\r\n\r\n")
                try await connection.send("3\r\nabc\r\n0\r\n\r\n" + Self.get)
                let answer = try await connection.answer()
                #expect(answer.body == "POST / - abc")
                #expect(answer.headers["connection"] == "close")
                #expect(try await connection.untilClosed() == "")
            }
        }
    }

    @Test(arguments: ["chunked", "CHUNKED"])
    func `a body may come in chunks`(coding: String) async throws {
        try await RunningServer.with { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \(coding)\r\n\r\n")
                try await connection.send("3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n" + Self.get)
                #expect(try await connection.answer().body == "POST / - abcdefg")
                #expect(try await connection.answer().body == "GET / -")
            }
        }
    }

    @Test func `a client that asks whether to send its body is told to`() async throws {
        try await RunningServer.with { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
                #expect(try await connection.answer().status == 100)
                try await connection.send("hi")
                #expect(try await connection.answer().body == "POST / - hi")
            }
        }
    }

    @Test func `HEAD has the length of GET and no body`() async throws {
        try await RunningServer.with { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get)
                let head = try await connection.answer(bodiless: true)
                #expect(head.status == 200)
                #expect(head.headers["content-length"] == "7")
                #expect(try await connection.answer().body == "GET / -")
            }
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n",
    ])
    func `a connection that may not go on is closed behind its answer`(request: String) async throws {
        try await RunningServer.with { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send(request)
                let answer = try await connection.answer()
                #expect(answer.status == 200)
                #expect(answer.headers["connection"] == "close")
                #expect(try await connection.untilClosed() == "")
            }
        }
    }

    @Test func `HTTP 1.0 keeps a connection when both sides say so`() async throws {
        try await RunningServer.with { server in
            try await RawConnection.with(server.port) { connection in
                for _ in 1...2 {
                    try await connection.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                    #expect(try await connection.answer().headers["connection"] == "keep-alive")
                }
            }
        }
    }

    @Test func `a client that has said all is still answered`() async throws {
        try await RunningServer.with { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send(Self.get + Self.get)
                connection.finish()
                #expect(try await connection.answer().body == "GET / -")
                #expect(try await connection.answer().body == "GET / -")
                #expect(try await connection.untilClosed() == "")
            }
        }
    }

    @Test(arguments: ["http://a.example/?q", "HTTPS://a.example/?q", "http://a.example?q"])
    func `a target in absolute form means its path`(target: String) async throws {
        try await RunningServer.with { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await connection.answer().body == "GET / q")
            }
        }
    }

    @Test func `a client that goes away in mid-answer harms nobody`() async throws {
        let gate = Gate()
        let routes = [Route(["/slow"], methods: [.get: gate], family: .plain, name: "slow")]
        try await RunningServer.with(routes) { server in
            for _ in 1...5 {
                try await RawConnection.with(server.port) { connection in
                    try await connection.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
                }
            }
            try await RawConnection.with(server.port) { connection in
                try await connection.send("POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhal")
            }
            await gate.arrival(of: 5)
            gate.open()
            try await RawConnection.with(server.port) { connection in
                try await connection.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await connection.answer().body == "through")
            }
        }
    }

    @Test func `a client that never reads is not read from for ever`() async throws {
        let page = Said(String(repeating: "a", count: 60_000))
        try await RunningServer.with([Route(["/"], methods: [.get: page], family: .plain, name: "/")]) { server in
            try await RawConnection.with(server.port) { connection in
                let count = 300
                try await connection.send(String(repeating: Self.get, count: count))
                for _ in 1...count {
                    #expect(try await connection.answer().body.utf8.count == 60_000)
                }
            }
        }
    }

    @Test func `an answer that is not read is given up where too much is kept, and one that is read is not`()
        async throws
    {
        var limits = TransportLimits()
        limits.heldOctetsPerNetwork = 1_000_000
        let metrics = MetricsRegistry()
        let routes = [("/much", 32_000_000), ("/little", 500_000)].map { path, count in
            let page = Said(String(repeating: "a", count: count))
            return Route([path], methods: [.get: page], family: .plain, name: path)
        }
        try await RunningServer.with(routes, limits: limits, metrics: metrics) { server in
            try await RawConnection.with(server.port) { connection in
                for _ in 1...5 {
                    try await connection.send("GET /little HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(try await connection.answer().body.utf8.count == 500_000)
                }
            }
            try await RawConnection.with(server.port) { connection in
                try await connection.send("GET /much HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect((try? await connection.untilClosed().utf8.count) ?? 0 < 32_000_000)
            }
        }
        let counted = String(decoding: metrics.render(), as: UTF8.self)
        #expect(counted.contains(#"cardea_connections_closed_total{reason="unread_answers"} 1"#))
    }
}
