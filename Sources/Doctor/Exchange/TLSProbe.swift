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

    func run() async -> Result<Handshake, ExchangeFailure> {
        do {
            // With full verification the name would be judged even where the callback has said yes; with none the
            // callback would not be asked.
            let (version, chain) = try await shake { $0.certificateVerification = .noHostnameVerification }
            guard let certificate = chain.first else { throw NetworkFailure.noTLS("the server showed no certificate") }
            let distrust = await failure { $0.certificateVerification = .fullVerification }
            let refusalOfOld = await failure {
                $0.certificateVerification = .none
                $0.minimumTLSVersion = .tlsv1
                $0.maximumTLSVersion = .tlsv11
            }
            return .success(
                Handshake(
                    isTrusted: distrust == nil, isTrustedForAnotherName: distrust == .misnamed,
                    version: Self.name(of: version), notBefore: Timestamp(Int64(certificate.notValidBefore)),
                    notAfter: Timestamp(Int64(certificate.notValidAfter)), names: Self.names(of: certificate),
                    chainLength: chain.count, acceptsOldVersions: refusalOfOld == nil))
        } catch {
            return .failure(ExchangeFailure(error))
        }
    }

    /// Why a handshake fails in which the certificate is judged; `nil` if it does not. A certificate's name is judged
    /// last.
    private func failure(_ change: (inout TLSConfiguration) -> Void) async -> NetworkFailure? {
        do {
            _ = try await shake(judging: true, change)
            return nil
        } catch {
            return NetworkFailure(error)
        }
    }

    /// One connection, one handshake. Unless it is `judging`, any certificate will do and is kept.
    private func shake(
        judging: Bool = false, _ change: (inout TLSConfiguration) -> Void
    ) async throws -> (version: TLSVersion?, chain: [NIOSSLCertificate]) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.additionalTrustRoots = [.certificates(authorities.certificates)]
        change(&configuration)
        let context = try NIOSSLContext(configuration: configuration)
        // An address cannot be a server name (RFC 6066 §3); the certificate is then compared with the address itself.
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        let name = isAddress ? nil : host
        let shown = Mutex<[NIOSSLCertificate]>([])
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let done = loop.makePromise(of: Void.self)
        do {
            let channel = try await ClientBootstrap(group: loop)
                .connectTimeout(LiveExchange.patience)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let handler =
                            judging
                            ? try NIOSSLClientHandler(context: context, serverHostname: name)
                            : try NIOSSLClientHandler(context: context, serverHostname: name) { chain, promise in
                                shown.withLock { $0 = chain }
                                promise.succeed(.certificateVerified)
                            }
                        try channel.pipeline.syncOperations.addHandlers([handler, HandshakeWaiter(done)])
                    }
                }
                .connect(to: address).get()
            defer { channel.close(promise: nil) }
            try await done.futureResult.get()
            return (try await channel.nioSSL_tlsVersion().get(), shown.withLock { $0 })
        } catch {
            // Without a connection nobody else keeps the promise; with one it is kept already.
            done.fail(error)
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

/// Stands behind the TLS handler and says how the handshake ended.
private final class HandshakeWaiter: ChannelInboundHandler {
    typealias InboundIn = Any

    private let done: EventLoopPromise<Void>

    init(_ done: EventLoopPromise<Void>) {
        self.done = done
    }

    func handlerAdded(context: ChannelHandlerContext) {
        // After the handshake the promise is kept, and failing it then changes nothing.
        context.eventLoop.scheduleTask(in: LiveExchange.patience) { [done] in done.fail(NetworkFailure.tooSlow) }
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
}
