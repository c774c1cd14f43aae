import NIOCore

/// Stands first in the listening channel: when the system has no more files to give, nothing is accepted for a moment, and
/// an idle connection makes room. Without it the event loop would try again at once, and do nothing else.
final class AcceptPause: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private static let length = TimeAmount.milliseconds(100)

    private let connections: OpenConnections
    private var isPausing = false

    init(_ connections: OpenConnections) {
        self.connections = connections
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.fireErrorCaught(error)
        guard error is IOError, !isPausing else { return }
        isPausing = true
        connections.giveWay(because: "the system has no more files to open for connections")
        // swift-nio goes on waiting for what it could not accept, and hears of it without end, until reading is off.
        try? context.channel.syncOptions?.setOption(.autoRead, value: false)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: Self.length) {
            let (pause, context) = bound.value
            pause.isPausing = false
            try? context.channel.syncOptions?.setOption(.autoRead, value: true)
        }
    }
}
