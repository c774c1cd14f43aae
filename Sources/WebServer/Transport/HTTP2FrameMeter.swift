import NIOCore

/// Stands before the HTTP/2 decoder and bounds the frames that ask for nothing: all but HEADERS, CONTINUATION and DATA (RFC 9113
/// §6). The decoder bounds some kinds of them and takes others, such as WINDOW_UPDATE and unknown types, without end.
final class HTTP2FrameMeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// For which frames are counted together.
    private static let window = TimeAmount.seconds(10)
    /// Frames of a window, and as many more for each request; and how many of those may be saved up.
    private static let most = (always: 100, perRequest: 20, saved: 2_000)
    /// Octets of a frame before its payload (§4.1).
    private static let header = 9

    /// Octets that are passed over: at first those of the client's preface (§3.4), then payloads.
    private var passed = 24
    private var begun: [UInt8] = []
    private var windowEnd = NIODeadline.uptimeNanoseconds(0)
    /// How many may still come in this window.
    private var left = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard measure(unwrapInboundIn(data).readableBytesView[...]) else { return context.close(promise: nil) }
        context.fireChannelRead(data)
    }

    /// - Returns: false once there are too many.
    private func measure(_ octets: ByteBufferView) -> Bool {
        var octets = octets
        while !octets.isEmpty {
            let skipped = min(passed, octets.count)
            octets = octets.dropFirst(skipped)
            passed -= skipped
            guard passed == 0 else { return true }
            let taken = octets.prefix(Self.header - begun.count)
            octets = octets.dropFirst(taken.count)
            begun += taken
            guard begun.count == Self.header else { return true }
            passed = begun[0..<3].reduce(0) { $0 << 8 | Int($1) }
            guard count(type: begun[3]) else { return false }
            begun = []
        }
        return true
    }

    private func count(type: UInt8) -> Bool {
        switch type {
        case 0, 9: return true  // DATA, CONTINUATION
        case 1: left = min(left + Self.most.perRequest, Self.most.saved)  // HEADERS
        default:
            let now = NIODeadline.now()
            if now >= windowEnd {
                windowEnd = now + Self.window
                left = max(left, Self.most.always)
            }
            left -= 1
        }
        return left >= 0
    }
}
