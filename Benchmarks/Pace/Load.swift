import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// All requests of one run, on one event loop: what is due, what waits, and what came of it.
final class Load {
    /// How long the last answers are waited for.
    private static let patience = TimeAmount.seconds(5)

    let order: Order
    private let loop: any EventLoop
    private let over: EventLoopPromise<Void>
    private var start = NIODeadline.now()
    /// Requests that were due so far.
    private var due = 0
    private var waiting = CircularBuffer<NIODeadline>()
    private var idle = CircularBuffer<Connection>()
    private var lines: CircularBuffer<String>
    private var latencies: [Int64] = []
    private var refused = 0
    private var wrong = 0
    private var lost = 0
    private var complaint = ""

    init(_ order: Order, on loop: any EventLoop) {
        self.order = order
        self.loop = loop
        over = loop.makePromise()
        lines = CircularBuffer(order.lines)
        latencies.reserveCapacity(order.count)
    }

    /// Opens the connections, asks for as long as was ordered, and gives the line that says what came of it.
    func run() -> EventLoopFuture<String> {
        let bound = NIOLoopBound(self, eventLoop: loop)
        let port = order.port
        let opened = (0..<order.connections).map { _ in
            ClientBootstrap(group: loop)
                .channelOption(.socketOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(Connection(bound.value))
                    }
                }
                .connect(host: "127.0.0.1", port: port).map { _ in }
        }
        return EventLoopFuture.andAllSucceed(opened, on: loop)
            .flatMap { bound.value.begin() }
            .map { bound.value.line() }
    }

    /// A connection that can be asked.
    func isFree(_ connection: Connection) {
        idle.append(connection)
        send()
    }

    func answered(_ status: HTTPResponseStatus, _ body: ByteBuffer, since moment: NIODeadline) {
        latencies.append((NIODeadline.now() - moment).nanoseconds)
        let line = order.renews ? body.text(after: "\"\(order.field)\":\"", until: "\"") : nil
        if let line { lines.append(line) }
        if status != .ok {
            refused += 1
        } else if !body.holds(order.expected) || (order.renews && line == nil) {
            wrong += 1
        }
        if refused + wrong == 1, complaint.isEmpty {
            complaint = "an answer was \(status.code) \(String(buffer: body))"
        }
        endIfComplete()
    }

    /// A connection ended before the answer.
    func hasLost() {
        lost += 1
        endIfComplete()
    }

    private func begin() -> EventLoopFuture<Void> {
        start = NIODeadline.now()
        tick()
        return over.futureResult
    }

    private func moment(_ number: Int) -> NIODeadline {
        start + .nanoseconds(Int64(Double(number) / order.rate * 1e9))
    }

    /// Asks what is due, and comes back when the next is.
    private func tick() {
        let now = NIODeadline.now()
        while due < order.count, moment(due) <= now {
            waiting.append(moment(due))
            due += 1
        }
        send()
        let bound = NIOLoopBound(self, eventLoop: loop)
        if due < order.count {
            loop.scheduleTask(deadline: moment(due)) { bound.value.tick() }
        } else {
            loop.scheduleTask(in: Self.patience) { bound.value.over.succeed() }
        }
    }

    private func send() {
        while let moment = waiting.first, let connection = idle.first {
            var body = order.body
            if !order.lines.isEmpty {
                guard let line = lines.popFirst() else { return }
                body += "&\(order.field)=\(line)"
            }
            waiting.removeFirst()
            idle.removeFirst()
            connection.ask(body, since: moment)
        }
    }

    private func endIfComplete() {
        if latencies.count + lost == order.count { over.succeed() }
    }

    private func line() -> String {
        latencies.sort()
        func percentile(_ part: Double) -> Int64 {
            guard !latencies.isEmpty else { return 0 }
            return latencies[min(Int(Double(latencies.count) * part), latencies.count - 1)] / 1000
        }
        let took = (NIODeadline.now() - start).nanoseconds / 1000
        let unanswered = order.count - latencies.count - lost
        return (complaint.isEmpty ? "" : "REFUSED \(complaint)\n")
            + "RESULT requests=\(latencies.count) microseconds=\(took) p50=\(percentile(0.5)) p99=\(percentile(0.99))"
            + " p999=\(percentile(0.999)) status=\(refused) wrong=\(wrong) connect=0 read=\(lost) write=0"
            + " timeout=\(unanswered)"
    }
}

extension ByteBuffer {
    func holds(_ text: String) -> Bool { text.isEmpty || index(of: text, from: readerIndex) != nil }

    /// What stands between the two for the first time.
    func text(after prefix: String, until end: String) -> String? {
        guard let start = index(of: prefix, from: readerIndex).map({ $0 + prefix.utf8.count }),
            let end = index(of: end, from: start)
        else { return nil }
        return getString(at: start, length: end - start)
    }

    private func index(of text: String, from start: Int) -> Int? {
        let sought = Array(text.utf8)
        return withUnsafeReadableBytes { octets in
            let ends = octets.count - sought.count
            guard let base = octets.baseAddress, start - readerIndex <= ends else { return nil }
            return (start - readerIndex...ends)
                .first { octets[$0] == sought[0] && memcmp(base + $0, sought, sought.count) == 0 }
                .map { $0 + readerIndex }
        }
    }
}
