import NIOCore
import NIOHTTP1
import Testing

@testable import WebServer

/// Where requests begin and end, and what goes on without end.
@Suite struct HTTP1FramingTests {
    private static let chunked = HTTP1Head.of("POST", [("Host", "a"), ("Transfer-Encoding", "chunked")])
    private static let ofFive = HTTP1Head.of("POST", [("Host", "a"), ("Content-Length", "5")])

    private static let long = String(repeating: "a", count: 31)

    private let limits: TransportLimits = {
        var limits = TransportLimits()
        limits.bodyOctets = 0x20
        return limits
    }()

    /// The octets that are handed on together, and at last a star for what goes on without end.
    private func pieces(of text: String, by step: Int, behind head: HTTP1Head?) -> [String] {
        var framing = HTTP1Framing()
        if head != nil { framing.begin(bodyOf: head, within: limits) }
        var pieces: [String] = []
        let octets = Array(text.utf8)
        for start in stride(from: 0, to: octets.count, by: step) {
            var buffer = ByteBuffer(bytes: octets[start..<min(start + step, octets.count)])
            while buffer.readableBytes > 0 {
                guard let count = try? framing.next(in: buffer.readableBytesView) else { return pieces + ["*"] }
                pieces.append(buffer.readString(length: count) ?? "")
            }
        }
        return pieces
    }

    @Test(
        arguments: [
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /", nil, ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET /"]),
            ("\r\n\n\r\nGET\r\n\r\n\r\n", nil, ["\r\n\n\r\nGET\r\n\r\n", "\r\n"]),
            ("GET\n\nGET", nil, ["GET\n\n", "GET"]),
            ("helloGET\n\n", ofFive, ["hello", "GET\n\n"]),
            ("5\r\nhello\r\n0\r\n\r\nGET", chunked, ["5\r\nhello\r\n0\r\n\r\n", "GET"]),
            (
                "3;a=\"b\"\r\n\n\r\n\r\n0;a\r\nX: y\r\n\r\nG", chunked,
                ["3;a=\"b\"\r\n\n\r\n\r\n0;a\r\nX: y\r\n\r\n", "G"]
            ),
            ("0000000020\r\n", chunked, ["0000000020\r\n"]),
            ("21\r\n", chunked, ["2", "*"]),
            ("ffffffffffffffff\r\n", chunked, ["f", "*"]),
            ("fffffffffffffffffffffffff\r\n", chunked, ["f", "*"]),
            ("1F\r\n\(long)\r\n1\r\n", chunked, ["1F\r\n\(long)\r\n1\r\n"]),
            ("1F\r\n\(long)\r\n2\r\n", chunked, ["1F\r\n\(long)\r\n", "*"]),
            ("0;\(long)\(long)a", chunked, ["0;\(long)\(long)", "*"]),
        ] as [(String, HTTP1Head?, [String])])
    func `octets are cut where requests end, and an end is put to what has none`(
        text: String, head: HTTP1Head?, expected: [String]
    ) {
        let whole = pieces(of: text, by: text.utf8.count, behind: head)
        #expect(whole == expected)
        for step in 1...7 {
            let cut = pieces(of: text, by: step, behind: head)
            #expect(cut.joined() == whole.joined(), "\(step) octets at a time")
        }
    }

    @Test(arguments: [1, 100, 4_096])
    func `a thousand octets of empty lines are passed over, and no more`(step: Int) {
        let lines = { String(repeating: "\r\n", count: $0) }
        #expect(pieces(of: lines(512) + "GET\r\n\r\n" + lines(512), by: step, behind: nil).last != "*")
        #expect(pieces(of: lines(513), by: step, behind: nil).last == "*")
    }
}

extension HTTP1Head {
    /// A head, as the decoder has it.
    static func of(_ method: String, version: HTTPVersion = .http1_1, _ fields: [(String, String)]) -> HTTP1Head? {
        HTTP1Head(
            HTTPRequestHead(
                version: version, method: HTTPMethod(rawValue: method), uri: "/", headers: HTTPHeaders(fields)))
    }
}
