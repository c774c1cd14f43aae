import HTTPTypes
import Logging
import NIOCore
import NIOEmbedded
import OAuthProtocol
import WebServer

/// One connection to a server that answers with what it was asked.
struct ConnectionTrial {
    /// What a client sees.
    struct Outcome: Equatable, CustomStringConvertible {
        /// All that the server said.
        var said: [UInt8] = []
        /// How much of it, before the client said that it would say no more.
        var octetsUntilEnd = 0
        /// Whether the client might have said more then.
        var staysOpen = false

        var description: String { "\(staysOpen ? "open" : "closed") behind \(String(decoding: said, as: UTF8.self))" }
    }

    /// Says what it understood, so that two answers are the same only where two requests are. It is encoded, so that no
    /// client can have it say what looks like an answer.
    private struct Echo: Endpoint {
        func respond(to request: WebRequest) async -> WebResponse {
            let fields = request.headers.map { "\($0.name): \($0.value)" }
            let line = "\(request.method) \(request.path) \(request.query ?? "-")"
            let said = ([line] + fields + [String(decoding: request.body, as: UTF8.self)]).joined(separator: "\n")
            return WebResponse(status: .ok, body: Array(PercentEncoding.encode(said).utf8))
        }
    }

    private let channel = EmbeddedChannel()
    private var outcome = Outcome()

    /// What comes of pieces that are read one after the other.
    static func outcome(of pieces: [ArraySlice<UInt8>]) -> Outcome {
        do {
            var trial = try ConnectionTrial()
            for piece in pieces where trial.channel.isActive {
                try trial.channel.writeInbound(ByteBuffer(bytes: piece))
                try trial.listen()
            }
            trial.outcome.octetsUntilEnd = trial.outcome.said.count
            trial.outcome.staysOpen = trial.channel.isActive
            trial.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            try trial.listen()
            _ = try trial.channel.finish(acceptAlreadyClosed: true)
            try trial.listen()
            return trial.outcome
        } catch {
            finding("a connection lets an error pass: \(error)")
        }
    }

    private init() throws {
        let echo = Echo()
        let table = RouteTable([
            Route(["/", "/*"], methods: [.get: echo, .post: echo, .put: echo], family: .plain, name: "echo")
        ])
        // Little is much, so that an input reaches every bound of a body. Those of a head depend on where it is cut, and only
        // more than an input has reaches them.
        var limits = TransportLimits()
        limits.bodyOctets = 64
        limits.headerFields = 1 << 20
        limits.body = .hours(1)
        limits.idle = .hours(1)
        let ids = RequestIDs(prefix: "fuzz")
        let service = WebService(
            table: table, limits: limits, now: { Timestamp(784_111_777) }, ids: { ids.next() },
            logger: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() })
        try channel.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 443)).wait()
        try service.serveHTTP1(on: channel)
    }

    /// Takes what the server says, until all that waits had its turn. Time that passes here is the event loop's own, and there
    /// is more of it than any input takes before a deadline.
    private mutating func listen() throws {
        var isNew = true
        while isNew {
            channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
            isNew = false
            while let octets = try channel.readOutbound(as: ByteBuffer.self) {
                outcome.said += octets.readableBytesView
                isNew = true
            }
        }
    }
}
