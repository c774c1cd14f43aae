import HTTPTypes
import NIOCore
import NIOEmbedded
import Testing

@testable import WebServer

/// What one HTTP/2 connection may have: requests, octets, and time.
@Suite struct HTTP2BoundsTests {
    private static let form = HTTP2Trial.request("POST", "/")
    /// SETTINGS_INITIAL_WINDOW_SIZE.
    private static let unreading: [UInt8] = [0, 4, 0, 0, 0, 0]

    private let routes = [Route(["/"], methods: [.get: Echo(), .post: Echo()], family: .plain, name: "/")]
    private let large = [
        Route(["/"], methods: [.get: Said(String(repeating: "a", count: 100_000))], family: .plain, name: "/")
    ]

    private func beginBody(_ stream: UInt32, _ count: Int) -> [UInt8] {
        HTTP2Trial.headers(Self.form, stream: stream, flags: 0)
            + HTTP2Trial.frame(0, stream: stream, payload: [UInt8](repeating: 97, count: count))
    }

    @Test func `of what comes together one is answered at once and the others after a pause`() throws {
        let trial = try HTTP2Trial(HTTP2Trial.service(routes))
        _ = try trial.frames()
        let streams = (0..<5).map { UInt32(2 * $0 + 1) }
        try trial.send(streams.flatMap { HTTP2Trial.get(stream: $0) })
        #expect(try trial.frames(after: .zero).answered == [1])
        #expect(try trial.frames(after: .microseconds(50)).answered == [])
        #expect(try trial.frames(after: .microseconds(100)).answered == [3, 5, 7, 9])
        try trial.send(HTTP2Trial.get(stream: 11))
        #expect(try trial.frames(after: .zero).answered == [11])
        try trial.close()
    }

    @Test func `connections have their turns one after the other`() throws {
        let loop = EmbeddedEventLoop()
        let log = AddressLog()
        let service = HTTP2Trial.service([Route(["/"], methods: [.get: log], family: .plain, name: "/")])
        let first = try HTTP2Trial(service, from: "192.0.2.1", on: loop)
        let second = try HTTP2Trial(service, from: "192.0.2.2", on: loop)
        _ = try (first.frames(), second.frames())
        try first.send([1, 3, 5, 7].flatMap { HTTP2Trial.get(stream: $0) })
        try second.send([1, 3].flatMap { HTTP2Trial.get(stream: $0) })
        _ = try first.frames()
        #expect(log.hosts == [1, 2, 1, 2, 1, 1])
        try first.close()
        try second.close()
    }

    @Test(arguments: [false, true])
    func `a connection may have 32 requests under way and that of a proxy 100`(isProxy: Bool) throws {
        let trial = try HTTP2Trial(HTTP2Trial.service(routes, proxies: isProxy ? "192.0.2.0/24" : nil))
        let settings = try #require(try trial.frames().first)
        #expect(settings.type == 4)
        let values = stride(from: 0, to: settings.payload.count, by: 6).map { Array(settings.payload[$0..<($0 + 6)]) }
        #expect(values.contains([0, 3, 0, 0, 0, isProxy ? 100 : 32]))
        try trial.close()
    }

    @Test func `requests wait until the answers before are read`() throws {
        let trial = try HTTP2Trial(HTTP2Trial.service(large), settings: Self.unreading)
        let streams = (0..<10).map { UInt32(2 * $0 + 1) }
        try trial.send(streams.flatMap { HTTP2Trial.get(stream: $0) })
        #expect(try trial.frames(after: .seconds(5)).answered == [1, 3, 5])
        // SETTINGS_INITIAL_WINDOW_SIZE, and WINDOW_UPDATE of the connection.
        try trial.send(
            HTTP2Trial.frame(4, payload: [0, 4, 0, 0x10, 0, 0]) + HTTP2Trial.frame(8, payload: [0, 0x20, 0, 0]))
        #expect(try trial.frames().answered == Array(streams.dropFirst(3)))
        try trial.close()
    }

    @Test func `a trusted proxy speaks for many, and one who does not read keeps no other waiting`() throws {
        let trial = try HTTP2Trial(
            HTTP2Trial.service(large, proxies: "192.0.2.1/32"), settings: Self.unreading)
        let streams = (0..<10).map { UInt32(2 * $0 + 1) }
        try trial.send(streams.flatMap { HTTP2Trial.get(stream: $0) })
        #expect(try trial.frames(after: .seconds(5)).answered == streams)
        try trial.close()
    }

    @Test func `behind a trusted proxy a request that breaks or is given up ends no other`() throws {
        let trial = try HTTP2Trial(HTTP2Trial.service(routes, proxies: "192.0.2.1/32"))
        let open = HTTP2Trial.headers(Self.form, stream: 1, flags: 0)
        try trial.send(open)
        for stream in (1...1_000).map({ UInt32(4 * $0) }) {
            // Two octets where one was announced, or a pseudo-header that there is none of; and RST_STREAM.
            let field = HTTP2Trial.field(stream.isMultiple(of: 8) ? ":odd" : "content-length", "1")
            try trial.send(
                HTTP2Trial.headers(Self.form + [field], stream: stream + 1, flags: 0)
                    + HTTP2Trial.frame(0, stream: stream + 1, payload: [97, 97]))
            try trial.send(
                HTTP2Trial.headers(Self.form, stream: stream + 3, flags: 0)
                    + HTTP2Trial.frame(3, stream: stream + 3, payload: [0, 0, 0, 8]))
        }
        try trial.send(HTTP2Trial.frame(0, flags: 1, stream: 1, payload: [98]))
        #expect(try trial.frames().body(of: 1).hasSuffix("b"))
        try trial.close()
    }

    @Test func `a head may be as long as over HTTP 1`() throws {
        let trial = try HTTP2Trial(HTTP2Trial.service(routes))
        let fields = (0..<80).map { HTTP2Trial.field("x-\($0)", String(repeating: "a", count: 120)) }
        let cookies = (0..<280).map { _ in HTTP2Trial.field("cookie", String(repeating: "a", count: 120)) }
        // What the server allows holds once the client has acknowledged it (RFC 9113 §6.5.3).
        try trial.send(HTTP2Trial.frame(4, flags: 1))
        let section = HTTP2Trial.headers(HTTP2Trial.request("GET", "/") + fields + cookies, stream: 1).dropFirst(9)
        #expect(section.count > 46_000)
        try trial.send(HTTP2Trial.frame(1, flags: 1, stream: 1, payload: Array(section.prefix(16_000))))
        try trial.send(HTTP2Trial.frame(9, stream: 1, payload: Array(section.dropFirst(16_000).prefix(16_000))))
        try trial.send(HTTP2Trial.frame(9, flags: 4, stream: 1, payload: Array(section.dropFirst(32_000))))
        let frames = try trial.frames()
        #expect(frames.answered == [1])
        #expect(frames.body(of: 1) == "GET / -")
        try trial.close()
    }

    /// `isBroken`: whether another frame comes in between, for which the server says goodbye.
    @Test(arguments: [false, true])
    func `a connection that ends in half a header section leaves nothing`(isBroken: Bool) throws {
        final class Watch {
            weak var channel: EmbeddedChannel?
        }
        let watch = Watch()
        try { () throws in
            let trial = try HTTP2Trial(HTTP2Trial.service(routes))
            watch.channel = trial.channel
            let section = HTTP2Trial.headers(HTTP2Trial.request("GET", "/"), stream: 1).dropFirst(9)
            try trial.send(HTTP2Trial.frame(1, flags: 1, stream: 1, payload: Array(section)))
            try trial.send(HTTP2Trial.frame(9, stream: 1, payload: [0, 1, 120, 127]))
            _ = try trial.frames()
            if isBroken {
                try? trial.send(HTTP2Trial.frame(6, payload: [UInt8](repeating: 0, count: 8)))
                _ = try? trial.frames()
            }
            try? trial.close()
        }()
        #expect(watch.channel == nil)
    }

    @Test func `what is not read is kept for 75 seconds and nothing waits for longer`() throws {
        let trial = try HTTP2Trial(HTTP2Trial.service(large), settings: Self.unreading)
        let streams = (0..<10).map { UInt32(2 * $0 + 1) }
        try trial.send(streams.flatMap { HTTP2Trial.get(stream: $0) })
        #expect(try trial.frames(after: .seconds(74)).reset == [])
        #expect(Set(try trial.frames(after: .seconds(2)).reset).isSuperset(of: [1, 3, 5, 19]))
        try trial.close()
    }

    @Test func `bodies of one connection have a bound together`() throws {
        var limits = TransportLimits()
        limits.requestOctets = 30_000
        let trial = try HTTP2Trial(HTTP2Trial.service(routes, limits: limits))
        try trial.send(beginBody(1, 10_000) + beginBody(3, 10_000))
        let frames = try trial.frames()
        #expect(frames.answered == [])
        #expect(frames.reset == [3])
        // REFUSED_STREAM: the client may send it again.
        #expect(frames.filter { $0.type == 3 }.map(\.payload) == [[0, 0, 0, 7]])
        try trial.send(HTTP2Trial.frame(0, flags: 1, stream: 1, payload: [98]))
        #expect(try trial.frames().body(of: 1).hasSuffix("ab"))
        // Nothing is kept any more.
        try trial.send(beginBody(5, 15_000))
        #expect(try trial.frames().answered == [])
        try trial.close()
    }

    @Test func `requests that are late together are answered in their turn`() throws {
        let trial = try HTTP2Trial(HTTP2Trial.service(routes))
        let streams = (0..<10).map { UInt32(2 * $0 + 1) }
        try trial.send(streams.flatMap { beginBody($0, 1) })
        #expect(try trial.frames(after: .seconds(15) - .milliseconds(50)).answered == [])
        #expect(try trial.frames(after: .milliseconds(50) + .microseconds(50)).answered.count == 1)
        #expect(try trial.frames().answered.count == 9)
        #expect(Set(try trial.frames(after: .seconds(3)).reset) == Set(streams))
        try trial.close()
    }

    @Test func `an answer that is not read is given up where too much is kept`() throws {
        var limits = TransportLimits()
        limits.heldOctetsPerNetwork = 150_000
        let metrics = MetricsRegistry()
        let service = HTTP2Trial.service(large, limits: limits, metrics: metrics)
        let first = try HTTP2Trial(service, settings: Self.unreading)
        let second = try HTTP2Trial(service, settings: Self.unreading)
        let other = try HTTP2Trial(service, from: "198.51.100.1", settings: Self.unreading)
        for trial in [first, second, other] {
            try trial.send(HTTP2Trial.get(stream: 1))
            #expect(try trial.frames().reset == (trial === second ? [1] : []))
        }
        try first.close()
        try second.send(HTTP2Trial.get(stream: 3))
        #expect(try second.frames().reset == [])
        try second.close()
        try other.close()
        let counted = String(decoding: metrics.render(), as: UTF8.self)
        #expect(counted.contains(#"cardea_connections_closed_total{reason="unread_answers"} 1"#))
    }

    @Test func `who acknowledges nothing is not connected for longer than who does`() throws {
        let trial = try HTTP2Trial(HTTP2Trial.service(routes))
        _ = try trial.frames()
        #expect(try trial.frames(after: .seconds(74)).isEmpty)
        #expect(try trial.frames(after: .seconds(2)).map(\.type) == [7, 6])
        #expect(trial.channel.isActive)
        _ = try trial.frames(after: .seconds(10))
        #expect(!trial.channel.isActive)
        try trial.close()
    }

    @Test(arguments: [5, 20, 40])
    func `half a head is waited for as long as over HTTP 1`(count: Int) throws {
        let trial = try HTTP2Trial(HTTP2Trial.service(routes))
        // END_HEADERS is not set, or half of the frame is here.
        let head = HTTP2Trial.headers(Self.form, stream: 1)
        let half = HTTP2Trial.frame(1, flags: 0, stream: 1, payload: Array(head.dropFirst(9).prefix(20)))
        try trial.send(count == 20 ? half : Array(head.prefix(count)))
        _ = try trial.frames(after: .seconds(14))
        #expect(trial.channel.isActive)
        _ = try trial.frames(after: .seconds(2))
        // Of five octets nobody knows what they are to be.
        #expect(trial.channel.isActive == (count == 5))
        try trial.close()
    }

    @Test func `a head that comes in pieces and in time is answered`() throws {
        let trial = try HTTP2Trial(HTTP2Trial.service(routes))
        let fields = HTTP2Trial.get(stream: 1).dropFirst(9)
        try trial.send(HTTP2Trial.frame(1, flags: 1, stream: 1, payload: Array(fields.prefix(20))))
        _ = try trial.frames(after: .seconds(10))
        try trial.send(HTTP2Trial.frame(9, flags: 4, stream: 1, payload: Array(fields.dropFirst(20))))
        #expect(try trial.frames().body(of: 1) == "GET / -")
        _ = try trial.frames(after: .seconds(20))
        #expect(trial.channel.isActive)
        try trial.close()
    }

    @Test func `frames without end are counted`() throws {
        let metrics = MetricsRegistry()
        let trial = try HTTP2Trial(HTTP2Trial.service(routes, metrics: metrics))
        try trial.send((0..<101).flatMap { _ in HTTP2Trial.frame(8, payload: [0, 0, 0, 1]) })
        #expect(!trial.channel.isActive)
        try trial.close()
        let counted = String(decoding: metrics.render(), as: UTF8.self)
        #expect(counted.contains(#"cardea_connections_closed_total{reason="http2_frames"} 1"#))
    }
}
