import HTTPTypes
import NIOCore
import NIOEmbedded
import Testing

@testable import WebServer

/// No head of a request over HTTP/2 ends more than its own connection.
@Suite struct HTTP2HeadTests {
    typealias Field = HTTP2Trial.Field

    private static let routes = [
        Route(["/", "/*"], methods: [.get: Echo(), .post: Echo()], family: .plain, name: "/")
    ]

    private static func field(_ name: String, _ value: String) -> Field { HTTP2Trial.field(name, value) }

    private static func with(method: [UInt8]) -> [Field] {
        [(Array(":method".utf8), method)] + HTTP2Trial.request("GET", "/").dropFirst()
    }

    private static let malformed: [[Field]] = [
        with(method: []), with(method: Array("é".utf8)), with(method: [0xff, 0xfe]), HTTP2Trial.request("G(T", "/"),
    ]

    private static let odd: [[Field]] =
        malformed + [
            [],
            [field(":method", "GET")],
            [field(":method", "CONNECT"), field(":authority", "a:1")],
            Array(HTTP2Trial.request("GET", "/").dropFirst()),
            Array(HTTP2Trial.request("GET", "/").dropLast()),
            HTTP2Trial.request("GET", ""), HTTP2Trial.request("GET", "*"), HTTP2Trial.request("GET", "login"),
            HTTP2Trial.request("GET", "/\0"), with(method: Array("G T".utf8)), with(method: [0]),
            HTTP2Trial.request("CONNECT", "/"),
            HTTP2Trial.request("GET", "/", [field(":path", "/")]),
            HTTP2Trial.request("GET", "/", [field(":protocol", "websocket")]),
            HTTP2Trial.request("GET", "/", [field(":status", "200")]),
            HTTP2Trial.request("GET", "/", [field("a", "b"), field(":method", "GET")]),
            HTTP2Trial.request("GET", "/", [field("", "")]), HTTP2Trial.request("GET", "/", [field(":", "")]),
            HTTP2Trial.request("GET", "/", [field("A", "b")]), HTTP2Trial.request("GET", "/", [field("a b", "c")]),
            HTTP2Trial.request("GET", "/", [field("a", "b\r\nc: d")]),
            HTTP2Trial.request("GET", "/", [field("connection", "close")]),
            HTTP2Trial.request("GET", "/", [field("te", "gzip")]),
            HTTP2Trial.request("GET", "/", [field("transfer-encoding", "chunked")]),
            HTTP2Trial.request("GET", "/", [field("content-length", "3")]),
            HTTP2Trial.request("GET", "/", [field("content-length", "-1")]),
            HTTP2Trial.request("GET", "/", [field("content-length", "99999999999999999999")]),
        ]

    private func trial() throws -> HTTP2Trial { try HTTP2Trial(HTTP2Trial.service(Self.routes)) }

    @Test(arguments: malformed.indices)
    func `a request without a method is answered with 400`(index: Int) throws {
        let trial = try trial()
        try trial.send(HTTP2Trial.headers(Self.malformed[index], stream: 1) + HTTP2Trial.get(stream: 3))
        let frames = try trial.frames()
        #expect(frames.body(of: 1).contains("not well-formed"))
        #expect(frames.body(of: 3) == "GET / -")
        try trial.close()
    }

    @Test(arguments: odd.indices, [0, 1] as [UInt8])
    func `an odd head ends no more than its connection, and then all of it`(index: Int, flags: UInt8) throws {
        let reset = HTTP2Trial.frame(3, stream: 1, payload: [0, 0, 0, 8])
        for more in [[], reset] {
            let trial = try trial()
            try trial.send(HTTP2Trial.headers(Self.odd[index], stream: 1, flags: flags) + more)
            _ = try? trial.frames()
            if trial.channel.isActive {
                try trial.send(HTTP2Trial.get(stream: 3))
                #expect(try trial.frames().body(of: 3) == "GET / -")
            }
            try? trial.close()
        }
    }

    /// As many as fit in a moment, of what heads are made of: the same ones each time.
    @Test func `heads of any fields end nothing but their connection`() throws {
        var random = Sequence32(state: 9_113)
        let names = [":method", ":scheme", ":authority", ":path", ":protocol", ":status", ":", "", "a", "cookie", "TE"]
        let values: [[UInt8]] = [
            [], Array("GET".utf8), Array("CONNECT".utf8), Array("/".utf8), Array("https".utf8), [0xff], [0], [13, 10],
        ]
        for _ in 0..<500 {
            let trial = try trial()
            for stream in [1, 3, 5] as [UInt32] {
                let fields = (0..<random.next(8)).map { _ -> Field in
                    (Array(names[random.next(names.count)].utf8), values[random.next(values.count)])
                }
                let whole = random.next(4) > 0 ? HTTP2Trial.request("GET", "/") : []
                let head = HTTP2Trial.headers(whole + fields, stream: stream, flags: UInt8(random.next(2)))
                let more = random.next(3) == 0 ? HTTP2Trial.frame(3, stream: stream, payload: [0, 0, 0, 8]) : []
                try? trial.send(head + more)
                if random.next(2) == 0 { _ = try? trial.frames() }
            }
            _ = try? trial.frames(after: .seconds(200))
            #expect(!trial.channel.isActive)
            try? trial.close()
        }
    }

    @Test func `a request that is given up at once is not answered`() throws {
        let trial = try trial()
        try trial.send(HTTP2Trial.get(stream: 1) + HTTP2Trial.frame(3, stream: 1, payload: [0, 0, 0, 8]))
        #expect(try trial.frames().answered == [])
        try trial.close()
    }
}

/// Numbers in an order of no meaning, the same in every run.
private struct Sequence32 {
    var state: UInt32

    mutating func next(_ count: Int) -> Int {
        state = state &* 1_664_525 &+ 1_013_904_223
        return Int(state >> 8) % count
    }
}
