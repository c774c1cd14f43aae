import NIOCore

/// Stands before the decoder, which says nothing of what it drops or keeps back, and counts the octets that come in. Empty
/// lines before a request begin none and are passed over (RFC 9112 §2.2), but not without end: they would be work for which
/// nothing stands.
final class WireMeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// Octets of empty lines that may come before one request.
    private static let mostEmpty = 64

    /// All that came in.
    private(set) var octets: UInt64 = 0
    private var isBetweenRequests = true
    /// Something of the next head is here.
    private var hasBegun = false
    /// Of empty lines, since the last request.
    private var empty = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        octets &+= UInt64(buffer.readableBytes)
        if isBetweenRequests, !hasBegun {
            let lines = buffer.readableBytesView.prefix { $0 == 0x0D || $0 == 0x0A }.count
            empty += lines
            guard empty <= Self.mostEmpty else { return context.close(promise: nil) }
            buffer.moveReaderIndex(forwardBy: lines)
            guard buffer.readableBytes > 0 else { return }
            hasBegun = true
        }
        context.fireChannelRead(wrapInboundOut(buffer))
    }

    /// The head of a request has come.
    func beginRequest() {
        isBetweenRequests = false
        hasBegun = false
        empty = 0
    }

    /// The next request may come.
    func endRequest() {
        isBetweenRequests = true
    }

    /// Whether a part of a head has come in, and not yet the whole.
    var hasBegunHead: Bool { isBetweenRequests && hasBegun }
}
