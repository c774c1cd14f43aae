import NIOCore
import NIOHTTP2

/// Ends an HTTP/2 connection on which something went wrong. The protocol's handler reports errors and leaves the rest
/// to others; nobody would, and even an orderly shutdown may end in one, when the client still acknowledges what the
/// connection has finished with.
final class ClosesOnError: ChannelInboundHandler {
    typealias InboundIn = Any

    private let connections: OpenConnections

    /// - Parameter connections: where those are counted that sent more of something than there may be.
    init(_ connections: OpenConnections) {
        self.connections = connections
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if Self.isExcess(error) { connections.count(.http2Frames) }
        context.close(promise: nil)
    }

    private static func isExcess(_ error: any Error) -> Bool {
        switch error {
        case is NIOHTTP2Errors.ExcessiveRSTFrames, is NIOHTTP2Errors.ExcessiveControlFrames,
            is NIOHTTP2Errors.ExcessiveContinuationFrames, is NIOHTTP2Errors.ExcessiveStreamErrors,
            is NIOHTTP2Errors.ExcessiveEmptyDataFrames, is NIOHTTP2Errors.ExcessiveNumberOfGlitches:
            true
        default: false
        }
    }
}
