import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOSSL

/// An HTTP/1.1 connection: one request at a time, in the order in which they came (RFC 9112 §9.3.2). While one is being
/// answered nothing is read, so a client that sends ahead fills its own buffers and not ours.
final class HTTP1Connection: ChannelDuplexHandler, Answering {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        /// Between two requests.
        case idle
        /// A head is here, its body is coming in.
        case receiving
        /// The endpoint has the request.
        case answering
        /// The last answer is on its way out.
        case closing
        /// The last answer went out while the client was still sending; it is given time to read it.
        case lingering
        case closed
    }

    /// What came in before its turn.
    private enum Waiting {
        case part(HTTPServerRequestPart)
        case unreadable(TransportRefusal)
    }

    private let service: WebService
    private let isSecure: Bool
    private let place: OpenConnection
    private var context: ChannelHandlerContext?
    private var eventLoop: (any EventLoop)?
    private var facts: ConnectionFacts?
    private var executor: EventLoopExecutor?
    private var timer: ConnectionTimer?

    private var phase = Phase.idle
    private var head: HTTP1Head?
    private var body: [UInt8] = []
    private var waiting = CircularBuffer<Waiting>()
    private var date = DateField()

    private var isInReadBurst = false
    private var isFlushDue = false
    /// A request was answered in this burst of reading, so what follows waits for its turn.
    private var hasAnswered = false
    /// Waits for a turn, or has it.
    private var isInLine = false
    private var hasTurn = false
    private var isBeginningTurn = false
    private var isReadHeld = false
    private var isBodyTimed = false
    /// The client will send no more.
    private var isInputClosed = false
    /// The server is shutting down.
    private var isQuiescing = false

    init(_ service: WebService, _ place: OpenConnection, isSecure: Bool) {
        self.service = service
        self.place = place
        self.isSecure = isSecure
    }

    // MARK: - The connection's life

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        eventLoop = context.eventLoop
        executor = EventLoopExecutor(context.eventLoop)
        timer = ConnectionTimer(eventLoop: context.eventLoop) { [weak self] in self?.expire() }
        if context.channel.isActive { begin(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        facts = ConnectionFacts(of: context.channel, isSecure: isSecure)
        guard facts != nil else { return context.close(promise: nil) }
        timer?.expire(in: service.limits.idle)
    }

    private func end() {
        phase = .closed
        timer?.stop()
        waiting.removeAll()
        leaveTurn()
        head = nil
        body = []
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            isQuiescing = true
            if phase == .idle { close(context) }
        case ChannelEvent.inputClosed:
            isInputClosed = true
            switch phase {
            case .idle where waiting.isEmpty: close(context)
            case .receiving, .lingering: context.close(promise: nil)
            case .idle, .answering, .closing, .closed: break
            }
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch (error, phase) {
        case (_, .closing), (_, .lingering):
            // Behind a request that was refused the decoder knows no more where it is, and says so of all that follows.
            break
        case (let error as HTTPParserError, _):
            take(inTurn: .unreadable(TransportRefusal(error)), context)
        case (NIOSSLError.uncleanShutdown, .answering):
            // The client has said all without a farewell in TLS, and its request was complete: the answer still goes out.
            break
        default:
            context.close(promise: nil)
        }
    }

    private func expire() {
        guard let context else { return }
        if phase == .receiving {
            refuse(.tooSlow, context)
        } else {
            context.close(promise: nil)
        }
    }

    // MARK: - Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isInReadBurst = true
        take(inTurn: .part(unwrapInboundIn(data)), context)
    }

    private func take(inTurn next: Waiting, _ context: ChannelHandlerContext) {
        if phase == .answering || hasAnswered || !waiting.isEmpty {
            waiting.append(next)
        } else {
            take(next, context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isInReadBurst = false
        hasAnswered = false
        goOn(context)
        if isFlushDue {
            isFlushDue = false
            context.flush()
        }
        // Not at the head: nearly every body comes with it, and then no clock was asked.
        if phase == .receiving, !isBodyTimed {
            isBodyTimed = true
            timer?.expire(in: service.limits.body)
        }
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if phase == .answering || !waiting.isEmpty || !context.channel.isWritable && phase == .idle {
            isReadHeld = true
        } else {
            context.read()
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        goOn(context)
        context.fireChannelWritabilityChanged()
    }

    /// Goes on with what came in early, when it is its turn and as long as the client also reads what it is answered; and
    /// reads on when nothing waits.
    private func goOn(_ context: ChannelHandlerContext) {
        guard phase != .answering, !isInReadBurst else { return }
        if !waiting.isEmpty {
            guard !isInLine, phase != .idle || context.channel.isWritable else { return }
            isInLine = true
            return Turns.ofThisLoop.wait(on: context.eventLoop) { [self] in beginTurn() }
        }
        if phase == .idle, isInputClosed {
            close(context)
        } else if isReadHeld, phase != .idle || context.channel.isWritable {
            isReadHeld = false
            context.read()
        }
    }

    /// Takes what waits up to the end of one request.
    private func beginTurn() {
        hasTurn = true
        guard let context else { return leaveTurn() }
        hasAnswered = false
        isBeginningTurn = true
        while phase != .answering, !hasAnswered, phase != .idle || context.channel.isWritable,
            let next = waiting.popFirst()
        {
            take(next, context)
        }
        isBeginningTurn = false
        hasAnswered = false
        guard phase != .answering else { return }
        leaveTurn()
        goOn(context)
    }

    private func leaveTurn() {
        guard hasTurn, let loop = eventLoop else { return }
        hasTurn = false
        isInLine = false
        Turns.ofThisLoop.leave(on: loop)
    }

    private func take(_ next: Waiting, _ context: ChannelHandlerContext) {
        switch (next, phase) {
        case (.part(.head(let head)), .idle): receive(head, context)
        case (.part(.body(let octets)), .receiving): receive(octets, context)
        case (.part(.end), .receiving): answer(context)
        case (.unreadable(let refusal), .idle), (.unreadable(let refusal), .receiving): refuse(refusal, context)
        default: break  // What follows a refusal is not listened to.
        }
    }

    private func receive(_ next: HTTPRequestHead, _ context: ChannelHandlerContext) {
        phase = .receiving
        isBodyTimed = false
        head = HTTP1Head(next)
        place.begin()
        guard let head else { return refuse(.malformed, context) }
        guard !head.hasOtherCoding else { return refuse(.transferCoding, context) }
        guard head.contentLength ?? 0 <= service.limits.bodyOctets else { return refuse(.bodyTooLarge, context) }
        if head.expectsContinue { context.writeAndFlush(wrapOutboundOut(.http1Continue), promise: nil) }
    }

    private func receive(_ octets: ByteBuffer, _ context: ChannelHandlerContext) {
        guard body.count + octets.readableBytes <= service.limits.bodyOctets else {
            return refuse(.bodyTooLarge, context)
        }
        body.append(contentsOf: octets.readableBytesView)
    }

    // MARK: - Answering

    private func answer(_ context: ChannelHandlerContext) {
        guard let executor, let request = takeRequest() else { return context.close(promise: nil) }
        phase = .answering
        timer?.rest()
        service.table.answer(request, on: executor, to: NIOLoopBound(self, eventLoop: context.eventLoop))
    }

    /// The request that was received, its body handed over.
    private func takeRequest() -> WebRequest? {
        guard let head, let facts else { return nil }
        let body = body
        self.body = []
        return service.request(head.method, head.target, head.headers, body: body, over: facts)
    }

    func receive(_ response: WebResponse) {
        // Not answering any more: the client went away, and nobody is there to read this.
        guard phase == .answering, let context, let head else { return }
        self.head = nil
        // Now, and not when the client has read it: it may take as long as it likes.
        if !isBeginningTurn { leaveTurn() }
        let isLast =
            !head.keepsAlive || isQuiescing || isInputClosed && waiting.isEmpty || service.connections.areFull
        let persistence: HTTP1Persistence = isLast ? .closed : head.isOld ? .keptAlive : .unsaid
        let buffer = encode(response, persistence, context)
        if !isLast {
            phase = .idle
            place.finish()
            timer?.expire(in: service.limits.idle)
            write(buffer, context)
            hasAnswered = true
            // In its turn, whoever began it goes on.
            guard !isBeginningTurn else { return }
            hasAnswered = isInReadBurst
            goOn(context)
        } else if waiting.isEmpty {
            context.write(wrapOutboundOut(buffer), promise: nil)
            close(context)
        } else {
            linger(behind: buffer, context)
        }
    }

    /// Answers in the endpoint's place, for the last time on this connection: the client may still be sending.
    private func refuse(_ refusal: TransportRefusal, _ context: ChannelHandlerContext) {
        guard let facts else { return context.close(promise: nil) }
        let request = takeRequest() ?? service.unreadableRequest(over: facts)
        head = nil
        let response = refusal.response(to: request, from: service)
        linger(behind: encode(response, .closed, context), context)
    }

    private func encode(
        _ response: WebResponse, _ persistence: HTTP1Persistence, _ context: ChannelHandlerContext
    ) -> ByteBuffer {
        ByteBuffer(
            http1: response, date: date.at(service.now()), persistence: persistence,
            allocator: context.channel.allocator)
    }

    private func write(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        if isInReadBurst {
            isFlushDue = true
            context.write(wrapOutboundOut(buffer), promise: nil)
        } else {
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        }
    }

    // MARK: - Closing

    /// Closes once everything written has gone out.
    private func close(_ context: ChannelHandlerContext) {
        phase = .closing
        endWithClient(context)
        timer?.expire(in: service.limits.idle)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete { _ in bound.value.close(promise: nil) }
    }

    /// From now on the connection is over as soon as the client says so, even if TLS still waits for its farewell.
    private func endWithClient(_ context: ChannelHandlerContext) {
        try? context.channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
    }

    /// Closes our side behind `buffer` and then listens without hearing. To close at once, with octets unread, would
    /// reset the connection, and the client might never see why it was refused (RFC 9112 §9.6).
    private func linger(behind buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        phase = .lingering
        endWithClient(context)
        waiting.removeAll()
        timer?.expire(in: service.limits.linger)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(buffer)).whenComplete { _ in
            bound.value.close(mode: .output, promise: nil)
        }
        guard isReadHeld else { return }
        isReadHeld = false
        context.read()
    }
}
