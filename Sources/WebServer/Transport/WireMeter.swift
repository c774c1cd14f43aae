import NIOCore

/// Stands before the decoder, which says nothing of what it drops or keeps back, and counts the octets that come in.
final class WireMeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// All that came in.
    private(set) var octets: UInt64 = 0
    private var hasContent = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        octets &+= UInt64(buffer.readableBytes)
        if !hasContent { hasContent = buffer.readableBytesView.contains { $0 != 0x0D && $0 != 0x0A } }
        context.fireChannelRead(data)
    }

    /// Whether anything has come in since this was asked last, but for empty lines, which begin no request (RFC 9112 §2.2).
    func takeNews() -> Bool {
        defer { hasContent = false }
        return hasContent
    }
}
