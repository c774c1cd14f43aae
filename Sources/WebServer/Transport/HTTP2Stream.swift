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

    private enum Phase {
        case receiving
        case answering
        /// The answer went out while the client was still sending; it is given time to read it.
        case lingering
        case done
    }

    private let service: WebService
    private let facts: ConnectionFacts
    private let executor: EventLoopExecutor
    private let place: OpenConnection
    private var context: ChannelHandlerContext?
    private var timer: ConnectionTimer?
    private var phase = Phase.receiving
    /// The rest of the request is waited for.
    private var isAwaited = false
    /// The place counts the request.
    private var isUnderWay = false
    private var head: HTTPRequest?
    private var body: [UInt8] = []

    init(_ service: WebService, _ place: OpenConnection, _ facts: ConnectionFacts, _ executor: EventLoopExecutor) {
        self.service = service
        self.place = place
        self.facts = facts
        self.executor = executor
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        isUnderWay = true
        place.begin()
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
        leavePlace()
        head = nil
        body = []
    }

    private func endWaiting() {
        guard isAwaited else { return }
        isAwaited = false
        place.endWaiting()
    }

    /// The request is answered or given up, and whether the client reads that is its own affair.
    private func leavePlace() {
        endWaiting()
        guard isUnderWay else { return }
        isUnderWay = false
        place.finish()
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
        guard phase == .receiving else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            guard head.path != nil else { return refuse(.malformed, context) }
            let length = head.headerFields[.contentLength].map { Int($0) ?? .max } ?? 0
            guard length <= service.limits.bodyOctets else { return refuse(.bodyTooLarge, context) }
        case .body(let octets):
            guard body.count + octets.readableBytes <= service.limits.bodyOctets else {
                return refuse(.bodyTooLarge, context)
            }
            body.append(contentsOf: octets.readableBytesView)
        case .end:
            guard let request = takeRequest() else { return context.close(promise: nil) }
            phase = .answering
            endWaiting()
            timer?.rest()
            service.table.answer(request, on: executor, to: NIOLoopBound(self, eventLoop: context.eventLoop))
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if phase == .receiving, !isAwaited {
            isAwaited = true
            timer?.expire(in: service.limits.body)
            service.connections.awaitRest(on: place)
        }
        context.fireChannelReadComplete()
    }

    private func takeRequest() -> WebRequest? {
        guard let head else { return nil }
        let body = body
        self.body = []
        return service.request(head.method, head.path ?? "", head.headerFields, body: body, over: facts)
    }

    func receive(_ response: WebResponse) {
        guard phase == .answering, let context else { return }
        phase = .done
        leavePlace()
        timer?.expire(in: service.limits.idle)
        write(response, context)
    }

    /// Answers in the endpoint's place. To reset the stream at once would be allowed, but there are clients that then
    /// throw the answer away.
    private func refuse(_ refusal: TransportRefusal, _ context: ChannelHandlerContext) {
        phase = .lingering
        leavePlace()
        timer?.expire(in: service.limits.linger)
        let request = takeRequest() ?? service.unreadableRequest(over: facts)
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
