import NIOCore

/// Ends an HTTP/2 connection on which something went wrong. The protocol's handler reports errors and leaves the rest
/// to others; nobody would, and even an orderly shutdown may end in one, when the client still acknowledges what the
/// connection has finished with.
final class ClosesOnError: ChannelInboundHandler {
    typealias InboundIn = Any

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
