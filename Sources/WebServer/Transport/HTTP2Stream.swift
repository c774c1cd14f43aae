import HTTPTypes
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2
import OAuthProtocol

/// One request of an HTTP/2 connection on its stream (RFC 9113 §8.1).
final class HTTP2Stream: ChannelDuplexHandler, Answering {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum Phase: Equatable {
        case receiving(isRestTimed: Bool = false)
        /// The request is whole, and it is not its turn yet.
        case waiting
        case answering
        /// The answer went out while the client was still sending; it is given time to read it.
        case lingering
        case done
    }

    /// What a stream itself is kept by, about.
    private static let ownOctets = 8_192

    private let service: WebService
    private let facts: ConnectionFacts
    private let executor: EventLoopExecutor
    private let requests: HTTP2Requests
    private var standing: RequestStanding
    private var context: ChannelHandlerContext?
    private var timer: ConnectionTimer?
    private var phase = Phase.receiving()
    private var request = RequestGathering()
    /// Why the request is refused, if it is.
    private var refusal: TransportRefusal?
    private var turn: Turns.Turn?
    /// What is kept of the request and of the answer.
    private var held = (request: 0, answer: 0)

    /// - `requests`: those of its connection.
    init(_ service: WebService, _ place: OpenConnection, _ requests: HTTP2Requests, _ executor: EventLoopExecutor) {
        self.service = service
        self.requests = requests
        self.executor = executor
        facts = place.facts
        standing = RequestStanding(on: place, among: service.connections)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        standing.become(.underWay)
        timer = ConnectionTimer(eventLoop: context.eventLoop) { [self] in
            if let context = self.context { expire(context) }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    private func end() {
        if phase == .waiting { requests.giveUp(self) }
        phase = .done
        timer?.stop()
        standing.become(.resting)
        request = RequestGathering()
        leaveTurn()
        hold(request: 0)
    }

    private func expire(_ context: ChannelHandlerContext) {
        switch phase {
        case .receiving:
            refuse(.tooSlow, context)
        case .lingering:
            phase = .done
            // RFC 9113 §8.1: the answer is complete, and what is still being sent is not wanted.
            context.triggerUserOutboundEvent(NIOHTTP2FramePayloadToHTTPEvent.reset(code: .noError), promise: nil)
        case .waiting, .done:
            // The client has not made room for the answer, or for those before (RFC 9113 §5.2): its stream is not kept for it.
            context.close(promise: nil)
        case .answering:
            break
        }
    }

    /// A request of which no head can be made is answered (RFC 9113 §8.1.1); else a stream that breaks is closed. Its
    /// connection and the other streams live on.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if case .receiving = phase, request.head == nil, context.channel.isActive {
            refuse(.malformed, context)
        } else {
            context.close(promise: nil)
        }
    }

    // MARK: - The request

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .receiving = phase else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            let head = head.path.map {
                RequestHead(head.method, $0, head.headerFields, contentLength: head.headerFields[.contentLength])
            }
            if let refusal = request.begin(head, within: service.limits) { refuse(refusal, context) }
        case .body(let octets):
            if let refusal = request.append(octets, within: service.limits) { return refuse(refusal, context) }
            if !hold(request: held.request + octets.readableBytes) { turnAway(context) }
        case .end:
            wait(context)
        }
    }

    /// Has the request answered when it is its turn.
    private func wait(_ context: ChannelHandlerContext) {
        phase = .waiting
        standing.become(refusal == nil ? .underWay : .resting)
        timer?.expire(in: service.limits.idle)
        requests.wait(self)
        // Its head was not counted while it was about to be answered at once.
        if phase == .waiting, !hold(request: Self.ownOctets + request.octets) { turnAway(context) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if phase == .receiving(isRestTimed: false) {
            phase = .receiving(isRestTimed: true)
            timer?.expire(in: service.limits.body)
            standing.become(.unfinished)
            if !hold(request: Self.ownOctets + request.octets) { turnAway(context) }
        }
        context.fireChannelReadComplete()
    }

    /// The request waits, and is not to keep others waiting.
    func rest() {
        standing.become(.resting)
    }

    /// - `turn`: the one that it has waited for.
    func answer(in turn: Turns.Turn?) {
        guard let context else { return }
        self.turn = turn
        if let refusal { return answer(refusal, context) }
        phase = .answering
        standing.become(.underWay)
        timer?.rest()
        let request = service.request(request.take(), over: facts)
        service.table.answer(request, on: executor, to: NIOLoopBound(self, eventLoop: context.eventLoop))
    }

    // MARK: - The answer

    func receive(_ response: WebResponse) {
        guard phase == .answering, let context else { return }
        phase = .done
        standing.become(.resting)
        timer?.expire(in: service.limits.idle)
        hold(request: 0)
        write(response, context)
        leaveTurn()
    }

    /// Has the request answered in the endpoint's place, when it is its turn: many may be late at the same time.
    private func refuse(_ refusal: TransportRefusal, _ context: ChannelHandlerContext) {
        self.refusal = refusal
        wait(context)
    }

    /// To reset the stream at once would be allowed, but there are clients that then throw the answer away.
    private func answer(_ refusal: TransportRefusal, _ context: ChannelHandlerContext) {
        phase = .lingering
        timer?.expire(in: service.limits.linger)
        let request = service.request(request.take(), over: facts)
        hold(request: 0)
        write(refusal.response(to: request, from: service), context)
        leaveTurn()
    }

    /// Too much is kept already: the client may send it again (RFC 9113 §8.7). An answer would be one thing more to keep.
    private func turnAway(_ context: ChannelHandlerContext) {
        service.connections.count(.busy)
        end()
        context.triggerUserOutboundEvent(
            NIOHTTP2FramePayloadToHTTPEvent.reset(code: .refusedStream), promise: nil)
    }

    private func write(_ response: WebResponse, _ context: ChannelHandlerContext) {
        var headers = response.headers
        headers.append(HTTPField(name: .date, value: CivilTime(service.now()).http))
        let head = HTTPResponse(status: response.status, headerFields: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !response.body.isEmpty {
            context.write(wrapOutboundOut(.body(ByteBuffer(bytes: response.body))), promise: nil)
        }
        let sent = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
        var isOut = false
        sent.futureResult.assumeIsolated().whenComplete { [self] _ in
            isOut = true
            hold(answer: 0)
        }
        guard !isOut, !hold(answer: Self.ownOctets + response.body.count) else { return }
        service.connections.count(.unreadAnswers)
        context.close(promise: nil)
    }

    private func leaveTurn() {
        guard let turn, let context else { return }
        self.turn = nil
        Turns.ofThisLoop.leave(turn, on: context.eventLoop)
    }

    @discardableResult
    private func hold(request octets: Int) -> Bool {
        guard requests.hold(requests: octets - held.request) else { return false }
        held.request = octets
        return true
    }

    @discardableResult
    private func hold(answer octets: Int) -> Bool {
        // What the connection goes on with may come back to here.
        let change = octets - held.answer
        held.answer = octets
        guard requests.hold(answers: change) else {
            held.answer -= change
            return false
        }
        return true
    }
}
