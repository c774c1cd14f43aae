import NIOCore
import Synchronization

/// How many octets a server may still send: heads and bodies, and all that frames them. What a parser drops without a word
/// (interim responses, extensions of chunks, empty lines) counts like the rest, so that nobody keeps us parsing for as long as an
/// exchange may take.
final class AnswerMeter: Sendable {
    /// Octets of an answer beside its body and what frames that: its head, and what is read ahead of whoever reads the body.
    static let head = 262_144

    private let left = Mutex(0)

    /// Lets one more answer in.
    ///
    /// - Parameter reading: how much is read of its body; chunks may take as much again.
    func allow(_ reading: OutboundRequest.Reading) {
        left.withLock { $0 += Self.most(of: reading) }
    }

    /// Octets that one answer may have.
    static func most(of reading: OutboundRequest.Reading) -> Int {
        switch reading {
        case .nothing: head
        case .document(let limit), .everything(let limit), .beginning(let limit): head + 2 * limit
        }
    }

    /// Whether so many octets may come, beside those that came before.
    fileprivate func take(_ octets: Int) -> Bool {
        left.withLock { left in
            guard octets <= left else { return false }
            left -= octets
            return true
        }
    }

    /// Counts what a connection receives, of TLS the records. It stands before all other handlers.
    func watch(_ channel: any Channel) -> EventLoopFuture<Void> {
        channel.pipeline.addHandler(Watch(self), position: .first)
    }

    private final class Watch: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer

        private let meter: AnswerMeter

        init(_ meter: AnswerMeter) {
            self.meter = meter
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard meter.take(unwrapInboundIn(data).readableBytes) else {
                context.fireErrorCaught(OutboundFailure.failed("more was sent than an answer may have"))
                context.close(promise: nil)
                return
            }
            context.fireChannelRead(data)
        }
    }
}
