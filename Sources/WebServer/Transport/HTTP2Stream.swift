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
        case answering
        /// The answer went out while the client was still sending; it is given time to read it.
        case lingering
        case done
    }

    private let service: WebService
    private let facts: ConnectionFacts
    private let executor: EventLoopExecutor
    private var standing: RequestStanding
    private var context: ChannelHandlerContext?
    private var timer: ConnectionTimer?
    private var phase = Phase.receiving()
    private var request = RequestGathering()

    init(_ service: WebService, _ place: OpenConnection, _ executor: EventLoopExecutor) {
        self.service = service
        self.executor = executor
        facts = place.facts
        standing = RequestStanding(on: place, among: service.connections)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        standing.become(.underWay)
        timer = ConnectionTimer(eventLoop: context.eventLoop) { [weak self] in
            guard let self, let context = self.context else { return }
            expire(context)
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
        phase = .done
        timer?.stop()
        standing.become(.resting)
        request = RequestGathering()
    }

    private func expire(_ context: ChannelHandlerContext) {
        switch phase {
        case .receiving:
            refuse(.tooSlow, context)
        case .lingering:
            phase = .done
            // RFC 9113 §8.1: the answer is complete, and what is still being sent is not wanted.
            context.triggerUserOutboundEvent(NIOHTTP2FramePayloadToHTTPEvent.reset(code: .noError), promise: nil)
        case .done:
            // The client has not made room for the answer (RFC 9113 §5.2): its stream is not kept for it.
            context.close(promise: nil)
        case .answering:
            break
        }
    }

    /// A stream that breaks is closed; its connection and the other streams live on.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .receiving = phase else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            let head = head.path.map {
                RequestHead(head.method, $0, head.headerFields, contentLength: head.headerFields[.contentLength])
            }
            if let refusal = request.begin(head, within: service.limits) { refuse(refusal, context) }
        case .body(let octets):
            if let refusal = request.append(octets, within: service.limits) { refuse(refusal, context) }
        case .end:
            guard request.head != nil else { return context.close(promise: nil) }
            phase = .answering
            standing.become(.underWay)
            timer?.rest()
            let request = service.request(request.take(), over: facts)
            service.table.answer(request, on: executor, to: NIOLoopBound(self, eventLoop: context.eventLoop))
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if phase == .receiving(isRestTimed: false) {
            phase = .receiving(isRestTimed: true)
            timer?.expire(in: service.limits.body)
            standing.become(.unfinished)
        }
        context.fireChannelReadComplete()
    }

    func receive(_ response: WebResponse) {
        guard phase == .answering, let context else { return }
        phase = .done
        standing.become(.resting)
        timer?.expire(in: service.limits.idle)
        write(response, context)
    }

    /// Answers in the endpoint's place. To reset the stream at once would be allowed, but there are clients that then
    /// throw the answer away.
    private func refuse(_ refusal: TransportRefusal, _ context: ChannelHandlerContext) {
        phase = .lingering
        standing.become(.resting)
        timer?.expire(in: service.limits.linger)
        let request = service.request(request.take(), over: facts)
        write(refusal.response(to: request, from: service), context)
    }

    private func write(_ response: WebResponse, _ context: ChannelHandlerContext) {
        var headers = response.headers
        headers.append(HTTPField(name: .date, value: CivilTime(service.now()).http))
        let head = HTTPResponse(status: response.status, headerFields: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !response.body.isEmpty {
            context.write(wrapOutboundOut(.body(ByteBuffer(bytes: response.body))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
