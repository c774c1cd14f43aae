import NIOCore

/// Stands before the HTTP/2 decoder and bounds what that takes without end: the frames that ask for nothing, which are all but
/// HEADERS, CONTINUATION and DATA of some size (RFC 9113 §6), and the time in which the header fields of a request are to come.
final class HTTP2FrameMeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// For which frames are counted together.
    private static let window = TimeAmount.seconds(10)
    /// Frames of a window, and as many more for each request; and how many of those may be saved up.
    private static let most = (always: 100, perRequest: 20, saved: 2_000)
    /// Octets of a frame before its payload (§4.1).
    private static let header = 9
    private static let endOfHeaders: UInt8 = 0x4
    /// Octets of a DATA frame that is not counted: each costs the same, and a body may come in 65,536 of them.
    private static let substantial = 256

    private let headTime: TimeAmount
    private let onReading: () -> Void
    private let onExcess: () -> Void
    /// Octets that are passed over: at first those of the client's preface (§3.4), then payloads.
    private var passed = 24
    private var begun: [UInt8] = []
    private var windowEnd = NIODeadline.uptimeNanoseconds(0)
    /// How many may still come in this window.
    private var left = 0
    /// Half a field section is here, and whether what comes now is the last frame of it.
    private var section: (isOpen: Bool, isLast: Bool) = (false, false)
    private var timer: ConnectionTimer?

    /// - `headTime`: how long the fields of a request may take to come in.
    /// - `onReading`: is told of all that is read, beforehand.
    /// - `onExcess`: is told when there are too many frames.
    init(
        headTime: TimeAmount = TransportLimits().body, onReading: @escaping () -> Void = {},
        onExcess: @escaping () -> Void = {}
    ) {
        self.headTime = headTime
        self.onReading = onReading
        self.onExcess = onExcess
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.stop()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard measure(unwrapInboundIn(data).readableBytesView[...]) else {
            onExcess()
            return context.close(promise: nil)
        }
        onReading()
        timeSection(context)
        context.fireChannelRead(data)
    }

    private func timeSection(_ context: ChannelHandlerContext) {
        guard section.isOpen else {
            timer?.stop()
            timer = nil
            return
        }
        guard timer == nil else { return }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        timer = ConnectionTimer(eventLoop: context.eventLoop) { bound.value.close(promise: nil) }
        timer?.expire(in: headTime)
    }

    /// - Returns: false once there are too many.
    private func measure(_ octets: ByteBufferView) -> Bool {
        var octets = octets
        while !octets.isEmpty {
            let skipped = min(passed, octets.count)
            octets = octets.dropFirst(skipped)
            passed -= skipped
            guard passed == 0 else { return true }
            endSection()
            let taken = octets.prefix(Self.header - begun.count)
            octets = octets.dropFirst(taken.count)
            begun += taken
            guard begun.count == Self.header else { return true }
            passed = begun[0..<3].reduce(0) { $0 << 8 | Int($1) }
            guard count(type: begun[3], length: passed) else { return false }
            beginSection(type: begun[3], isLast: begun[4] & Self.endOfHeaders != 0)
            begun = []
            endSection()
        }
        return true
    }

    /// HEADERS, or CONTINUATION of one.
    private func beginSection(type: UInt8, isLast: Bool) {
        if type == 1 || type == 9 { section = (true, isLast) }
    }

    /// Unless more of the frame is to come, or another one.
    private func endSection() {
        if section.isLast, passed == 0 { section = (false, false) }
    }

    private func count(type: UInt8, length: Int) -> Bool {
        switch type {
        case 0 where length >= Self.substantial, 9: return true  // DATA, CONTINUATION
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
