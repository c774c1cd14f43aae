import NIOCore
import NIOHTTP2

/// Stands before the manager of an HTTP/2 connection, and ends the connection some time after it was sent GOAWAY (RFC 9113
/// §6.8). The manager ends nothing before a PING of its own is acknowledged, which a client that is gone, or does not want
/// to, never does.
final class GoAwayWatch: ChannelOutboundHandler {
    typealias OutboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private let limit: TimeAmount
    private var timer: ConnectionTimer?

    /// - `limit`: for how long after GOAWAY what is under way may go on.
    init(limit: TimeAmount) {
        self.limit = limit
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if timer == nil, case .goAway = unwrapOutboundIn(data).payload {
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            timer = ConnectionTimer(eventLoop: context.eventLoop) { bound.value.close(promise: nil) }
            timer?.expire(in: limit)
        }
        context.write(data, promise: promise)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.stop()
        timer = nil
    }
}
