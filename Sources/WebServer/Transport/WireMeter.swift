import NIOCore

/// Stands before the decoder, which says nothing of what it drops or keeps back, and counts the octets that come in. Empty
/// lines before a request begin none and are passed over (RFC 9112 §2.2), but not without end: they would be work for which
/// nothing stands.
final class WireMeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// Octets that come as empty lines alone, and that nothing is made of. Some clients send each line end by itself.
    private static let mostEmpty = 1_024

    /// All that came in.
    private(set) var octets: UInt64 = 0
    private var hasContent = false
    private var empty = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        octets &+= UInt64(buffer.readableBytes)
        if buffer.readableBytesView.allSatisfy({ $0 == 0x0D || $0 == 0x0A }) {
            empty += buffer.readableBytes
            guard empty <= Self.mostEmpty else { return context.close(promise: nil) }
        } else {
            hasContent = true
        }
        context.fireChannelRead(data)
    }

    /// Something was made of what has come in.
    func noteProgress() {
        empty = 0
    }

    /// Whether anything has come in since this was asked last, but for empty lines.
    func takeNews() -> Bool {
        defer { hasContent = false }
        return hasContent
    }
}
