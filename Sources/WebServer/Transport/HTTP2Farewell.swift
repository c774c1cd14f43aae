import NIOCore
import NIOHTTP2

/// Ends an HTTP/2 connection some time after it was said that it ends (RFC 9113 §6.8). What says so, since the connection is idle
/// or is to give way, waits for the client to acknowledge a PING first, and some never do.
final class HTTP2Farewell: ChannelOutboundHandler {
    typealias OutboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private let grace: TimeAmount
    private var timer: ConnectionTimer?

    /// - Parameter grace: how long requests in flight may take.
    init(grace: TimeAmount) {
        self.grace = grace
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if timer == nil, case .goAway = unwrapOutboundIn(data).payload {
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            timer = ConnectionTimer(eventLoop: context.eventLoop) { bound.value.close(promise: nil) }
            timer?.expire(in: grace)
        }
        context.write(data, promise: promise)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.stop()
    }
}
