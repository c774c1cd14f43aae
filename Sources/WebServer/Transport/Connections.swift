import HummingbirdCore
import Logging
import NIOCore
import NIOSSL
import NIOTLS

/// Lays the pipeline of each connection that Hummingbird's server accepts: HTTP/1.1, or over TLS also HTTP/2 if the
/// client agrees to it (RFC 7301). The requests are answered in these pipelines; the task that the server starts for a
/// connection only waits for its end.
struct Connections: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        let channel: any Channel
    }

    let service: WebService
    /// `nil` for plain HTTP.
    let certificate: TLSCertificate?

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let laid = channel.eventLoop.makeCompletedFuture {
            // What a client does not read must not fill the kernel's memory: answers are small.
            try? channel.syncOptions?.setOption(.socketOption(.so_sndbuf), value: 131_072)
            guard let certificate else { return try service.serveHTTP1(on: channel) }
            guard let place = service.admit(channel, isSecure: true) else { return channel.close(promise: nil) }
            try layTLS(channel, place, certificate.context)
        }
        return laid.map { Value(channel: channel) }
    }

    func handle(value: Value, logger: Logger) async {
        await withTaskCancellationHandler {
            // A connection's failure is its own end and nobody else's.
            try? await value.channel.closeFuture.get()
        } onCancel: {
            value.channel.close(promise: nil)
        }
    }

    private func layTLS(_ channel: any Channel, _ place: OpenConnection, _ context: NIOSSLContext) throws {
        let pipeline = channel.pipeline.syncOperations
        let watch = HandshakeWatch(limit: service.limits.handshake)
        let bound = NIOLoopBound(watch, eventLoop: channel.eventLoop)
        let negotiation = NIOTypedApplicationProtocolNegotiationHandler<Void> { result, channel in
            channel.eventLoop.makeCompletedFuture {
                if result == .negotiated("h2") {
                    // A client that says no more on an HTTP/2 connection acknowledges nothing either: then it is over.
                    try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
                    try service.layHTTP2(on: channel, place)
                } else {
                    try service.layHTTP1(on: channel, place) { $0 as? NIOSSLError == .uncleanShutdown }
                }
                channel.pipeline.syncOperations.removeHandler(bound.value, promise: nil)
            }
        }
        try pipeline.addHandlers(NIOSSLServerHandler(context: context), negotiation, watch)
    }
}
