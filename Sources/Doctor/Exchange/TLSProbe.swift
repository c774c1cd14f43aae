import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import OAuthProtocol
import Outbound
import Synchronization

/// Shakes hands with a TLS server in several ways, to find out what is wrong with its certificate, if anything is.
struct TLSProbe: Sendable {
    /// Without the brackets of an IPv6 address.
    let host: String
    let address: SocketAddress
    /// Trusted beside the system's.
    let authorities: TrustedAuthorities

    /// What a single handshake showed.
    private struct Seen: Sendable {
        let version: TLSVersion?
        let chain: [NIOSSLCertificate]
    }

    func run() async -> Result<Handshake, ExchangeFailure> {
        let seen: Seen
        do {
            // With full verification the name would be judged even where the callback has said yes; with none the callback
            // would not be asked.
            seen = try await shake { $0.certificateVerification = .noHostnameVerification }
        } catch {
            return .failure(ExchangeFailure(error))
        }
        guard let certificate = seen.chain.first else { return .failure(.noTLS("the server showed no certificate")) }
        let isTrusted = await succeeds { $0.certificateVerification = .fullVerification }
        let isTrustedForAnotherName =
            if isTrusted { false } else { await succeeds { $0.certificateVerification = .noHostnameVerification } }
        let acceptsOldVersions = await succeeds {
            $0.certificateVerification = .none
            $0.minimumTLSVersion = .tlsv1
            $0.maximumTLSVersion = .tlsv11
        }
        return .success(
            Handshake(
                isTrusted: isTrusted, isTrustedForAnotherName: isTrustedForAnotherName,
                version: Self.name(of: seen.version), notBefore: Timestamp(Int64(certificate.notValidBefore)),
                notAfter: Timestamp(Int64(certificate.notValidAfter)), names: Self.names(of: certificate),
                chainLength: seen.chain.count, acceptsOldVersions: acceptsOldVersions))
    }

    private func succeeds(_ change: @Sendable (inout TLSConfiguration) -> Void) async -> Bool {
        (try? await shake(judging: true, change)) != nil
    }

    /// One connection, one handshake. Unless it is `judging`, any certificate will do and is kept.
    private func shake(judging: Bool = false, _ change: (inout TLSConfiguration) -> Void) async throws -> Seen {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.additionalTrustRoots = [.certificates(authorities.certificates)]
        change(&configuration)
        let context = try NIOSSLContext(configuration: configuration)
        let shown = ShownChain()
        // An address cannot be a server name (RFC 6066 §3); the certificate is then compared with the address itself.
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        let name = isAddress ? nil : host
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(LiveExchange.patience)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler =
                        if judging {
                            try NIOSSLClientHandler(context: context, serverHostname: name)
                        } else {
                            try NIOSSLClientHandler(context: context, serverHostname: name) { chain, promise in
                                shown.keep(chain)
                                promise.succeed(.certificateVerified)
                            }
                        }
                    let done = channel.eventLoop.makePromise(of: Void.self)
                    shown.wait(for: done.futureResult)
                    try channel.pipeline.syncOperations.addHandlers([
                        handler, HandshakeWaiter(done: done, patience: LiveExchange.patience),
                    ])
                }
            }
            .connect(to: address)
            .get()
        do {
            try await shown.end?.get()
            let version = try await channel.nioSSL_tlsVersion().get()
            channel.close(promise: nil)
            return Seen(version: version, chain: shown.chain)
        } catch {
            channel.close(promise: nil)
            throw error
        }
    }

    private static func name(of version: TLSVersion?) -> String {
        switch version {
        case .tlsv1: "TLS 1.0"
        case .tlsv11: "TLS 1.1"
        case .tlsv12: "TLS 1.2"
        case .tlsv13: "TLS 1.3"
        default: "TLS of an unknown version"
        }
    }

    private static func names(of certificate: NIOSSLCertificate) -> [String] {
        certificate._subjectAlternativeNames().prefix(20).compactMap { name in
            guard name.nameType == .dnsName else { return nil }
            return name.contents.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        }
    }
}

/// What the callbacks of one handshake leave behind.
private final class ShownChain: Sendable {
    private let state = Mutex<(chain: [NIOSSLCertificate], end: EventLoopFuture<Void>?)>(([], nil))

    var chain: [NIOSSLCertificate] { state.withLock { $0.chain } }

    /// Completes with the handshake.
    var end: EventLoopFuture<Void>? { state.withLock { $0.end } }

    func keep(_ chain: [NIOSSLCertificate]) {
        state.withLock { $0.chain = chain }
    }

    func wait(for end: EventLoopFuture<Void>) {
        state.withLock { $0.end = end }
    }
}

/// Stands behind the TLS handler and says how the handshake ended.
private final class HandshakeWaiter: ChannelInboundHandler {
    typealias InboundIn = Any

    private let done: EventLoopPromise<Void>
    private let patience: TimeAmount

    init(done: EventLoopPromise<Void>, patience: TimeAmount) {
        self.done = done
        self.patience = patience
    }

    func handlerAdded(context: ChannelHandlerContext) {
        // After the handshake the promise is kept, and failing it then changes nothing.
        let done = done
        context.eventLoop.scheduleTask(in: patience) { done.fail(HandshakeTimeout()) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent { done.succeed() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        done.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        done.fail(ChannelError.eof)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        done.fail(ChannelError.eof)
    }
}
