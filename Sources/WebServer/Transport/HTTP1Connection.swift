import NIOCore
import NIOHTTP1

/// Tells the state of an HTTP/1.1 connection what happens, and does what that says: nothing is decided here.
final class HTTP1Connection: ChannelDuplexHandler, Answering {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let service: WebService
    private let facts: ConnectionFacts
    private let meter: WireMeter
    private let eventLoop: any EventLoop
    private let executor: EventLoopExecutor
    private let isMissingFarewell: (any Error) -> Bool
    private var standing: RequestStanding
    private var state: HTTP1ConnectionState
    private var context: ChannelHandlerContext?
    private var timer: ConnectionTimer?
    private var date = DateField()
    private let held: HeldOctets
    private var turn: Turns.Turn?
    /// What is kept of the request that is being answered, and of answers that were not sent yet.
    private var kept = (request: 0, answers: 0)

    /// - `meter`: stands before the decoder.
    /// - `isMissingFarewell`: whether an error says no more than that the client has said all without a farewell in TLS.
    init(
        _ service: WebService, _ place: OpenConnection, _ meter: WireMeter, on eventLoop: any EventLoop,
        isMissingFarewell: @escaping (any Error) -> Bool
    ) {
        self.service = service
        self.meter = meter
        self.eventLoop = eventLoop
        self.isMissingFarewell = isMissingFarewell
        facts = place.facts
        executor = EventLoopExecutor(eventLoop)
        standing = RequestStanding(on: place, among: service.connections)
        held = HeldOctets(of: place, among: service.connections)
        state = HTTP1ConnectionState(limits: service.limits)
    }

    // MARK: - What happens

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        // Holds this until it is stopped. A weak reference would make each retaining and releasing of it slower, 3 % in all.
        timer = ConnectionTimer(eventLoop: eventLoop) { [self] in tell { $0.expire() } }
        if context.channel.isActive { tell { $0.begin() } }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        tell { $0.begin() }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    private func end() {
        tell { $0.end() }
        timer?.stop()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            let head = HTTP1Head(head)
            meter.framing.begin(bodyOf: head, within: service.limits)
            tell { $0.receive(.head(head)) }
        case .body(let octets):
            tell { $0.receive(.body(octets)) }
        case .end:
            meter.framing.end()
            tell { $0.receive(.end) }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        tell { $0.received(isInHead: meter.framing.isInHead) }
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        tell { $0.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { keepAnswers() }
        tell { $0.writabilityChanged(to: context.channel.isWritable) }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent: tell { $0.quiesce() }
        case ChannelEvent.inputClosed: tell { $0.inputClosed() }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case let error as HTTPParserError:
            meter.isOver = true
            tell { $0.fail(.unreadable(TransportRefusal(error))) }
        case HTTP1Framing.Excess.chunks: tell { $0.fail(.unreadable(.bodyTooLarge)) }
        case HTTP1Framing.Excess.emptyLines:
            service.connections.count(.emptyLines)
            tell { $0.fail(.other) }
        default: tell { $0.fail(isMissingFarewell(error) ? .noFarewell : .other) }
        }
    }

    func receive(_ response: WebResponse) {
        kept.request = 0
        tell { $0.answered(response, areFull: service.connections.areFull) }
        tell { $0.goOn() }
    }

    // MARK: - What is to be done

    /// Tells the state what has happened, and does what is due then.
    private func tell(_ happening: (inout HTTP1ConnectionState) -> Void) {
        happening(&state)
        while let action = state.next() { perform(action) }
        guard !held.hold(requests: state.heldOctets + kept.request), !meter.isOver else { return }
        meter.isOver = true
        tell { $0.fail(.unreadable(.busy)) }
    }

    private func perform(_ action: HTTP1ConnectionState.Action) {
        switch action {
        case .answer(let request):
            kept.request = request.body.count
            let request = service.request(request, over: facts)
            service.table.answer(request, on: executor, to: NIOLoopBound(self, eventLoop: eventLoop))
        case .refuse(let refusal, let request):
            let request = service.request(request, over: facts)
            write(refusal.response(to: request, from: service), .closed)
        case .send(let response, let persistence): write(response, persistence)
        case .sendContinue: context?.writeAndFlush(wrapOutboundOut(.http1Continue), promise: nil)
        case .flush:
            context?.flush()
            keepAnswers()
        case .finish(let mode): finish(mode)
        case .close: context?.close(promise: nil)
        case .read: context?.read()
        case .expire(let time): timer?.expire(in: time)
        case .rest: timer?.rest()
        case .waitForTurn: waitForTurn()
        case .leaveTurn: leaveTurn()
        case .become(let stage): standing.become(stage)
        }
    }

    private func write(_ response: WebResponse, _ persistence: HTTP1Persistence) {
        guard let context else { return }
        let octets = ByteBuffer(
            http1: response, date: date.at(service.now()), persistence: persistence,
            allocator: context.channel.allocator)
        kept.answers += octets.readableBytes
        context.write(wrapOutboundOut(octets), promise: nil)
    }

    /// Ends the connection if there is no room for what its client does not read.
    private func keepAnswers() {
        guard let context else { return }
        // The system has taken them, but for less than is kept without asking anybody.
        if context.channel.isWritable { kept.answers = 0 }
        guard kept.answers != held.answers, !held.hold(answers: kept.answers) else { return }
        service.connections.count(.unreadAnswers)
        context.close(promise: nil)
    }

    private func waitForTurn() {
        Turns.ofThisLoop.wait(on: eventLoop) { [self] turn in
            self.turn = turn
            tell { $0.beginTurn() }
        }
    }

    private func leaveTurn() {
        guard let turn else { return }
        self.turn = nil
        Turns.ofThisLoop.leave(turn, on: eventLoop)
    }

    private func finish(_ mode: CloseMode) {
        guard let context else { return }
        try? context.channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
        let bound = NIOLoopBound(context, eventLoop: eventLoop)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete { _ in
            bound.value.close(mode: mode, promise: nil)
        }
        keepAnswers()
    }
}
