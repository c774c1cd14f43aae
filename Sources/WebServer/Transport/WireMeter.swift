import NIOCore

/// Stands before the decoder, and hands it the octets of one request at a time, as long as they are within bounds.
final class WireMeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// Is told by whoever stands behind the decoder what that has made of them.
    var framing = HTTP1Framing()
    /// The decoder knows no more where it is, or is not to know: what follows is dropped.
    var isOver = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        while !isOver, buffer.readableBytes > 0 {
            do throws(HTTP1Framing.Excess) {
                let count = try framing.next(in: buffer.readableBytesView)
                if let octets = buffer.readSlice(length: count) { context.fireChannelRead(wrapInboundOut(octets)) }
            } catch {
                isOver = true
                context.fireErrorCaught(error)
            }
        }
    }
}
