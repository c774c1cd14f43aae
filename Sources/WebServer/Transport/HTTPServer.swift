import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import OAuthProtocol
import ServiceLifecycle

/// Serves a route table over HTTP until it is shut down: accepts no more then, finishes what is in flight, and closes
/// what is not done within ``TransportLimits/drain``.
package struct HTTPServer: Service {
    private let host: String
    private let port: Int
    private let service: WebService
    private let certificate: TLSCertificate?
    private let group: any EventLoopGroup
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// - `host`: the address or name to listen on.
    /// - `port`: 0 for any that is free.
    /// - `tls`: `nil` for plain HTTP.
    /// - `now`: the clock, read once for each request.
    /// - `ids`: a fresh name for each request.
    /// - `metrics`: where connections that give way are counted; `nil` where nobody looks.
    /// - `trustedProxies`: the networks whose `X-Forwarded-For` is believed.
    /// - `group`: whose event loops serve; by default one for each core.
    /// - `onListening`: is told the port before the first request is answered.
    /// - Throws: what is wrong with the TLS files.
    package init(
        table: RouteTable, host: String, port: Int, tls: TLSFiles? = nil, limits: TransportLimits = TransportLimits(),
        now: @escaping @Sendable () -> Timestamp, ids: @escaping @Sendable () -> String,
        metrics: MetricsRegistry? = nil, trustedProxies: [IPNetwork] = [],
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger, onListening: @escaping @Sendable (_ port: Int) async -> Void
    ) throws {
        self.host = host
        self.port = port
        self.group = group
        self.logger = logger
        self.onListening = onListening
        service = WebService(
            table: table, limits: limits, now: now, ids: ids, metrics: metrics, trustedProxies: trustedProxies,
            logger: logger)
        certificate = try tls.map { try TLSCertificate($0, farewell: limits.linger) }
    }

    /// Reads the TLS files again, for the handshakes to come.
    ///
    /// - Throws: What is wrong with them; the certificate then stays what it was.
    package func reloadCertificates() throws {
        try certificate?.reload()
    }

    /// Returns once the server has shut down.
    ///
    /// - Throws: `IOError` if the address cannot be listened on.
    package func run() async throws {
        let server = Connections(service: service, certificate: certificate).server(
            configuration: ServerConfiguration(
                address: .hostname(host, port: port), backlog: 1024,
                availableConnectionsDelegate: .maximum(service.limits.connections, logger: quietLogger)),
            onServerRunning: { channel in
                let laid = channel.eventLoop.submit { [connections = service.connections] in
                    try channel.pipeline.syncOperations.addHandler(AcceptPause(connections), position: .first)
                }
                try? await laid.get()
                await onListening(channel.localAddress?.port ?? port)
            },
            eventLoopGroup: group, logger: quietLogger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await server.run() }
            tasks.addTask { try await drainLimit() }
            // Whichever comes first, the server's end or the limit, ends the other; an error of the server is ours.
            try await tasks.next()
            tasks.cancelAll()
        }
    }

    /// Returns when requests in flight have had their time.
    private func drainLimit() async throws {
        try await gracefulShutdown()
        let limit = group.next().scheduleTask(in: service.limits.drain) {}
        try await withTaskCancellationHandler {
            try await limit.futureResult.get()
        } onCancel: {
            limit.cancel()
        }
        logger.warning("closing connections whose requests did not finish in time")
    }

    /// Who listens where is for the caller to say.
    private var quietLogger: Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .notice)
        return logger
    }
}
