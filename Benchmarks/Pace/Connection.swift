import NIOCore
import NIOHTTP1

/// One connection, which asks one thing at a time.
final class Connection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let load: Load
    private var context: ChannelHandlerContext?
    /// When the request that is under way was due.
    private var moment: NIODeadline?
    private var status = HTTPResponseStatus.ok
    private var body = ByteBuffer()

    init(_ load: Load) {
        self.load = load
    }

    func ask(_ text: String, since moment: NIODeadline) {
        guard let context else { return load.hasLost() }
        self.moment = moment
        var head = load.order.head
        if !text.isEmpty { head.headers.add(name: "content-length", value: String(text.utf8.count)) }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !text.isEmpty { context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        load.isFree(self)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        guard moment != nil else { return }
        moment = nil
        load.hasLost()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            status = head.status
            body.clear()
        case .body(var part): body.writeBuffer(&part)
        case .end:
            guard let moment else { return }
            self.moment = nil
            load.answered(status, body, since: moment)
            if self.context != nil { load.isFree(self) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
