import Logging
import NIOCore
import NIOEmbedded
import OAuthProtocol

@testable import WebServer

/// An HTTP/2 connection without a socket, on which a test says exactly what it likes, and time passes when it says so.
final class HTTP2Trial {
    struct Frame {
        let type: UInt8
        let flags: UInt8
        let stream: UInt32
        let payload: [UInt8]
    }

    typealias Field = (name: [UInt8], value: [UInt8])

    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    let channel: EmbeddedChannel
    private var unread: [UInt8] = []

    static func service(
        _ routes: [Route], limits: TransportLimits = TransportLimits(), metrics: MetricsRegistry? = nil,
        proxies: String? = nil
    ) -> WebService {
        WebService(
            table: RouteTable(routes), limits: limits, now: { Timestamp(784_111_777) }, ids: { "" }, metrics: metrics,
            trustedProxies: proxies.flatMap { IPNetwork($0) }.map { [$0] } ?? [],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// - `settings`: the client's.
    init(
        _ service: WebService, from address: String = "192.0.2.1", settings: [UInt8] = [],
        on loop: EmbeddedEventLoop = EmbeddedEventLoop()
    ) throws {
        channel = EmbeddedChannel(loop: loop)
        try channel.connect(to: SocketAddress(ipAddress: address, port: 443)).wait()
        guard let place = service.admit(channel, isSecure: true) else { throw ChannelError.connectPending }
        try service.layHTTP2(on: channel, place)
        try send(Self.preface + Self.frame(4, payload: settings))
    }

    func send(_ octets: [UInt8]) throws {
        try channel.writeInbound(ByteBuffer(bytes: octets))
    }

    /// Lets time pass, and gives back what the server has said.
    func frames(after time: TimeAmount = .milliseconds(50)) throws -> [Frame] {
        channel.embeddedEventLoop.advanceTime(by: time)
        while let octets = try channel.readOutbound(as: ByteBuffer.self) { unread += octets.readableBytesView }
        var frames: [Frame] = []
        while unread.count >= 9 {
            let length = unread[0..<3].reduce(0) { $0 << 8 | Int($1) }
            let stream = unread[5..<9].reduce(0) { $0 << 8 | UInt32($1) }
            let frame = Frame(
                type: unread[3], flags: unread[4], stream: stream, payload: Array(unread.dropFirst(9).prefix(length)))
            frames.append(frame)
            unread.removeFirst(9 + length)
        }
        return frames
    }

    /// Ends it, and has all its turns pass.
    func close() throws {
        _ = try channel.finish(acceptAlreadyClosed: true)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    }

    // MARK: - What a client says

    static func frame(_ type: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, payload: [UInt8] = []) -> [UInt8] {
        let length = UInt32(payload.count)
        let head = [length >> 16, length >> 8, length].map { UInt8($0 & 0xff) } + [type, flags]
        return head + [24, 16, 8, 0].map { UInt8(stream >> $0 & 0xff) } + payload
    }

    /// A whole field section; `flags` are `0x1` at the end of the stream.
    static func headers(_ fields: [Field], stream: UInt32, flags: UInt8 = 1) -> [UInt8] {
        frame(1, flags: flags | 4, stream: stream, payload: fields.flatMap(literal))
    }

    static func get(_ path: String = "/", stream: UInt32) -> [UInt8] {
        headers(request("GET", path), stream: stream)
    }

    static func request(_ method: String, _ path: String, _ fields: [Field] = []) -> [Field] {
        [field(":method", method), field(":scheme", "https"), field(":authority", "a"), field(":path", path)] + fields
    }

    static func field(_ name: String, _ value: String) -> Field { (Array(name.utf8), Array(value.utf8)) }

    /// RFC 7541 §6.2.2, of names and values that are short.
    private static func literal(_ field: Field) -> [UInt8] {
        [0, UInt8(field.name.count)] + field.name + [UInt8(field.value.count)] + field.value
    }
}

extension [HTTP2Trial.Frame] {
    /// What was sent as the body of an answer.
    func body(of stream: UInt32) -> String {
        String(decoding: filter { $0.type == 0 && $0.stream == stream }.flatMap(\.payload), as: UTF8.self)
    }

    /// The streams on which an answer has begun, in this order.
    var answered: [UInt32] { filter { $0.type == 1 }.map(\.stream) }

    var reset: [UInt32] { filter { $0.type == 3 }.map(\.stream) }
}
