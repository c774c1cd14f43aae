import NIOCore
import NIOHTTP2

/// Ends an HTTP/2 connection on which something went wrong that concerns more than one request. The protocol's handler reports
/// errors and leaves the rest to others; nobody would, and even an orderly shutdown may end in one, when the client still
/// acknowledges what the connection has finished with.
final class ClosesOnError: ChannelInboundHandler {
    typealias InboundIn = Any

    private let connections: OpenConnections

    /// - Parameter connections: where those are counted that sent more of something than there may be.
    init(_ connections: OpenConnections) {
        self.connections = connections
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !Self.isOfOneRequest(error) else { return }
        if Self.isExcess(error) { connections.count(.http2Frames) }
        context.close(promise: nil)
    }

    /// Whether a request is malformed (RFC 9113 §8.1.1): its stream was reset, and behind a proxy the others are other people's.
    private static func isOfOneRequest(_ error: any Error) -> Bool {
        switch error {
        case is NIOHTTP2Errors.StreamError, is NIOHTTP2Errors.ContentLengthViolated,
            is NIOHTTP2Errors.ContentLengthHeadersMismatch, is NIOHTTP2Errors.ContentLengthHeaderMalformedValue,
            is NIOHTTP2Errors.ContentLengthHeaderNegative, is NIOHTTP2Errors.TrailersWithoutEndStream,
            is NIOHTTP2Errors.InvalidHTTP2HeaderFieldName, is NIOHTTP2Errors.InvalidHTTP2HeaderFieldValue,
            is NIOHTTP2Errors.ForbiddenHeaderField, is NIOHTTP2Errors.InvalidPseudoHeaders,
            is NIOHTTP2Errors.InvalidPseudoHeaderValue, is NIOHTTP2Errors.EmptyPathHeader,
            is NIOHTTP2Errors.UnknownPseudoHeader, is NIOHTTP2Errors.UnsupportedPseudoHeader,
            is NIOHTTP2Errors.DuplicatePseudoHeader, is NIOHTTP2Errors.PseudoHeaderAfterRegularHeader:
            true
        default: false
        }
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
