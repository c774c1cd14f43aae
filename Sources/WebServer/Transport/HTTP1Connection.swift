import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOSSL

/// An HTTP/1.1 connection: one request at a time, in the order in which they came (RFC 9112 §9.3.2). While one is being
/// answered nothing is read, so a client that sends ahead fills its own buffers and not ours.
///
/// Here is its life; what it does with what comes in is in `HTTP1Connection+Reading`, and what goes out in
/// `HTTP1Connection+Answering`, which share its state.
final class HTTP1Connection: ChannelDuplexHandler, Answering {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Phase {
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
    enum Waiting {
        case part(HTTPServerRequestPart)
        case unreadable(TransportRefusal)
    }

    let service: WebService
    let isSecure: Bool
    let place: OpenConnection
    let meter: WireMeter
    var context: ChannelHandlerContext?
    var eventLoop: (any EventLoop)?
    var facts: ConnectionFacts?
    var executor: EventLoopExecutor?
    var timer: ConnectionTimer?

    var phase = Phase.idle
    /// The request that is coming in, or is being answered.
    var request = IncomingRequest()
    var waiting = CircularBuffer<Waiting>()
    var date = DateField()

    var isInReadBurst = false
    var isFlushDue = false
    /// A request was answered in this burst of reading, so what follows waits for its turn.
    var hasAnswered = false
    /// Waits for a turn, or has it.
    var isInLine = false
    var hasTurn = false
    var isBeginningTurn = false
    var isReadHeld = false
    /// Something was made of what came in this burst.
    var hasTaken = false
    /// Half a head is here.
    var isHeadTimed = false
    /// The rest of a body is waited for.
    var isBodyTimed = false
    /// The place counts a request.
    var isUnderWay = false
    /// The client will send no more.
    var isInputClosed = false
    /// The server is shutting down.
    var isQuiescing = false

    /// - `meter`: stands before the decoder.
    init(_ service: WebService, _ place: OpenConnection, _ meter: WireMeter, isSecure: Bool) {
        self.service = service
        self.place = place
        self.meter = meter
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

    func begin(_ context: ChannelHandlerContext) {
        facts = ConnectionFacts(of: context.channel, isSecure: isSecure)
        guard facts != nil else { return context.close(promise: nil) }
        timer?.expire(in: service.limits.idle)
    }

    func end() {
        phase = .closed
        timer?.stop()
        waiting.removeAll()
        leaveTurn()
        leavePlace()
        request = IncomingRequest()
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

    func expire() {
        guard let context else { return }
        if phase == .receiving {
            refuse(.tooSlow, context)
        } else {
            context.close(promise: nil)
        }
    }
}
