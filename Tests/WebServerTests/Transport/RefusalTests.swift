import HTTPTypes
import NIOCore
import OAuthProtocol
import Testing

@testable import WebServer

@Suite struct RefusalTests {
    private static let routes = [
        Route(["/token"], methods: [.post: Echo()], cors: true, family: .token, name: "token")
    ]

    @Test(arguments: [
        "POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 65537\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000000\r\n\r\nabc",
        "POST /token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n*\r\n0\r\n\r\n",
    ])
    func `a body that is too long is refused in JSON and ends the connection`(request: String) async throws {
        try await RunningServer.with(Self.routes) { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send(request, star: 65537)
                let answer = try await connection.answer()
                #expect(answer.status == 413)
                #expect(answer.headers["content-type"] == "application/json")
                #expect(answer.headers["cache-control"] == "no-store")
                #expect(answer.headers["access-control-allow-origin"] == "*")
                #expect(answer.headers["connection"] == "close")
                #expect(
                    answer.body
                        == #"{"error":"invalid_request","error_description":"The body is longer than 65536 octets."}"#)
                connection.finish()
                #expect(try await connection.untilClosed() == "")
            }
        }
    }

    @Test func `a body of exactly the most is taken`() async throws {
        try await RunningServer.with(Self.routes) { server in
            try await RawConnection.with(server.port) { connection in
                let body = String(repeating: "a", count: 65536)
                try await connection.send("POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 65536\r\n\r\n\(body)")
                #expect(try await connection.answer().body == "POST /token - \(body)")
            }
        }
    }

    @Test func `whoever sends on regardless is listened to and not reset`() async throws {
        var limits = TransportLimits()
        // Four MiB may take their time where the machine has much to do.
        limits.linger = .seconds(30)
        try await RunningServer.with(Self.routes, limits: limits) { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send("POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 16777216\r\n\r\n")
                #expect(try await connection.answer().status == 413)
                let part = String(repeating: "a", count: 1 << 20)
                for _ in 1...4 { try await connection.send(part) }
            }
        }
    }

    @Test(arguments: [
        ("nonsense\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nBad Name: b\r\n\r\n", 400),
        ("POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400),
        ("POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("POST /token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        ("GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505),
        ("POST /token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
        ("POST /token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", 400),
        ("POST /token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n", 501),
        ("POST /token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 501),
        ("POST /token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 400),
        (
            "POST /token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            501
        ),
        ("GET / HTTP/1.0\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
        ("GET /* HTTP/1.1\r\nHost: a\r\n\r\n", 431),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: *\r\n\r\n", 431),
    ])
    func `what is not HTTP is refused and ends the connection`(request: String, status: Int) async throws {
        try await RunningServer.with(Self.routes) { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send(request, star: 66_000)
                let answer = try await connection.answer()
                #expect(answer.status == status)
                #expect(answer.headers["connection"] == "close")
                #expect(answer.body.contains(#""error":"invalid_request""#))
                connection.finish()
                #expect(try await connection.untilClosed() == "")
            }
        }
    }

    @Test func `some empty lines before a request are passed over, and many are not`() async throws {
        try await RunningServer.with(Self.routes) { server in
            try await RawConnection.with(server.port) { connection in
                for _ in 0..<3 {
                    try await connection.send("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(try await connection.answer().status == 404)
                }
            }
            try await RawConnection.with(server.port) { connection in
                // Closed or reset, depending on whether the octets crossed the close on their way.
                try? await connection.send(String(repeating: "\r\n", count: 513))
                let rest = try await connection.untilClosed()
                #expect(rest == "")
            }
        }
    }

    @Test func `too many header fields are refused`() async throws {
        try await RunningServer.with(Self.routes) { server in
            try await RawConnection.with(server.port) { connection in
                let fields = String(repeating: "X: a\r\n", count: 101)
                try await connection.send("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
                #expect(try await connection.answer().status == 431)
            }
        }
    }

    @Test func `nonsense behind a good request is refused in its turn`() async throws {
        let gate = Gate()
        let routes = [Route(["/slow"], methods: [.get: gate], family: .plain, name: "slow")]
        try await RunningServer.with(routes) { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\nmore\r\n\r\n")
                await gate.arrival()
                gate.open()
                #expect(try await connection.answer().body == "through")
                #expect(try await connection.answer().status == 400)
            }
        }
    }

    @Test func `a body that does not come is not waited for`() async throws {
        var limits = TransportLimits()
        limits.body = .milliseconds(30)
        try await RunningServer.with(Self.routes, limits: limits) { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send("POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf")
                let answer = try await connection.answer()
                #expect(answer.status == 408)
                #expect(answer.headers["connection"] == "close")
            }
        }
    }

    @Test func `half a head is not waited for any longer than half a body`() async throws {
        var limits = TransportLimits()
        limits.body = .milliseconds(30)
        try await RunningServer.with(Self.routes, limits: limits) { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send("\r\nPOST /token HTTP/1.1\r\nHost: a\r\nX: ")
                #expect(try await connection.untilClosed() == "")
            }
        }
    }

    /// The decoder drops it in silence.
    @Test(arguments: ["5;*\r\nhello\r\n0\r\n\r\n", "0;*", "2\r\nhi\r\n0\r\nX: *\r\n\r\n"])
    func `what is sent around the chunks of a body has an end`(chunks: String) async throws {
        try await RunningServer.with(Self.routes) { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send(
                    "POST /token HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n")
                #expect(try await connection.answer().status == 100)
                try await connection.send(chunks, star: 4_000_000)
                #expect([413, 431].contains(try await connection.answer().status))
            }
        }
    }

    /// More than there are octets: whoever waited for them would wait for ever.
    @Test(arguments: ["ffffffffffffffff", "7fffffffffffffff", "010001", "8000\r\n*\r\n8001"])
    func `chunks that say to be too long are refused before they come`(sizes: String) async throws {
        try await RunningServer.with(Self.routes) { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send(
                    "POST /token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(sizes)\r\n", star: 0x8000)
                #expect(try await connection.answer().status == 413)
            }
        }
    }

    @Test func `a body in the smallest of chunks that clients send is taken`() async throws {
        try await RunningServer.with(Self.routes) { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send("POST /token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
                let body = String(repeating: "a", count: 16_384)
                for _ in 1...4 { try await connection.send("0004000;a=b\r\n\(body)\r\n") }
                try await connection.send("0\r\n\r\n")
                #expect(try await connection.answer().body.utf8.count == "POST /token - ".utf8.count + 65_536)
            }
        }
    }

    @Test(arguments: ["", "GET / HT", "POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"])
    func `a connection on which no request comes to an end is closed`(sent: String) async throws {
        var limits = TransportLimits()
        limits.idle = .milliseconds(30)
        limits.body = .milliseconds(30)
        try await RunningServer.with(Self.routes, limits: limits) { server in
            try await RawConnection.with(server.port) { connection in
                if !sent.isEmpty { try await connection.send(sent) }
                // Closed or reset, depending on whether the octets crossed the close on their way.
                _ = try? await connection.untilClosed()
            }
        }
    }

    @Test func `a client that was refused and neither reads nor leaves is left`() async throws {
        var limits = TransportLimits()
        limits.linger = .milliseconds(30)
        try await RunningServer.with(Self.routes, limits: limits) { server in
            try await RawConnection.with(server.port) { connection in
                try await connection.send("POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n")
                #expect(try await connection.answer().status == 413)
                #expect(try await connection.untilClosed() == "")
            }
        }
    }
}
