import Documentation
import Foundation
import Identity
import JOSE
import Logging
import Mail
import OAuthProtocol
import OAuthServer
import Outbound
import Playground
import ServiceLifecycle
import Storage
import UnixSignals
import WebPages
import WebServer

/// The running server: everything is built in `run(on:)`, so who needs what is read there from top to bottom.
struct Server: Sendable {
    let configuration: Configuration
    let isDevelopment: Bool
    /// Reads the configuration anew.
    let reread: @Sendable () throws -> Configuration
    private let clock = LiveClock()
    private let entropy = Entropy.live

    init(_ configuration: Configuration, isDevelopment: Bool, reread: @escaping @Sendable () throws -> Configuration) {
        self.configuration = configuration
        self.isDevelopment = isDevelopment
        self.reread = reread
    }

    /// Runs until SIGTERM or SIGINT.
    ///
    /// - Throws: what kept it from starting.
    func run() async throws {
        // A reader of our log or a client that went away is an error where we write, and no reason to end.
        signal(SIGPIPE, SIG_IGN)
        let files = OpenFiles.allowMany()
        let output = LogOutput.standardError(configuration.log, clock: clock)
        let level = configuration.log.level
        LoggingSystem.bootstrap { LineLogHandler(logLevel: level, label: $0, output: output) }
        defer { output.queue?.flush() }

        let logger = Logger(label: "cardea")
        for warning in configuration.startWarnings { logger.warning("\(warning)") }
        let metrics = ServerMetrics(registry: MetricsRegistry())
        let database = Database(configuration)
        if try !database.isThere() {
            logger.notice("there was no database yet", metadata: ["made": "\(database.name)"])
        }
        try await database.openToServe(
            onCommit: { metrics.countCommit(operations: $0) },
            onTrouble: { trouble in
                metrics.noteWriting(works: trouble == nil)
                guard let trouble else { return logger.notice("the database can be written again") }
                logger.error("the database cannot be written", metadata: ["error": "\(trouble)"])
            },
            onWaiting: { logger.notice("waiting until the copy into the database has come to its end") },
            { try await run(on: $0, files: files, metrics: metrics, logger: logger) })
    }

    private func run(on store: any Store, files: Int?, metrics: ServerMetrics, logger: Logger) async throws {
        let port = try ReservedPort(configuration.listen)
        let issuer = try issuer(port: port.number)

        let masterKey = try await MasterKey.kept(in: configuration, for: store)
        let ring = KeyRing()
        let keys = SigningKeyService(configuration, store: store, masterKey: masterKey, ring: ring)
        try await keys.prepare(at: clock.now())

        let hasher = try configuration.passwords.hasher(threads: ProcessInfo.processInfo.activeProcessorCount)
        metrics.watchPasswords { hasher.depth }
        try await prepareClients(store, hasher, issuer, keys, logger)

        let appearance = try configuration.branding.appearance()
        var rules = configuration.serverConfiguration(issuer: issuer)
        rules.uiLocales = appearance.languages.tags
        let epoch = try await store.findSecurityEpoch()
        if let epoch {
            logger.notice("what was issued before the restore does not count", metadata: ["since": "\(epoch.rfc3339)"])
        }
        rules.securityEpoch = SecurityEpoch(since: epoch)
        // One to a purpose, each with limits of its own, so that slow hosts of one hold up no other. Those that post are
        // bounded where the clients are chosen whom they tell.
        let (allowed, authorities) = (configuration.outboundAllow, try configuration.trustedAuthorities())
        let documents = OutboundClient(allowing: allowed, trusting: authorities, waiting: 30)
        let dynamicClientDocuments = OutboundClient(allowing: allowed, trusting: authorities)
        let poster = OutboundClient(allowing: allowed, trusting: authorities)
        let dynamicClientPoster = OutboundClient(allowing: allowed, trusting: authorities)
        let server = AuthorizationServer(
            configuration: rules, store: store, keys: TokenKeys(ring: ring, master: masterKey, look: keys.reload),
            master: masterKey, hasher: hasher, entropy: entropy, documents: documents,
            dynamicClientDocuments: dynamicClientDocuments)
        let address = ListenAddress(host: configuration.listen.host, port: port.number)
        let url = "\(configuration.tls.certificate == nil ? "http" : "https")://\(address)"
        let pages = try PageResponder(
            issuer: issuer, appearance: appearance, hasDocumentation: configuration.servesDocumentation)
        let site = Site(
            server: server, store: store, hasher: hasher, sessions: configuration.sessions, master: masterKey,
            entropy: entropy, metrics: metrics, pages: pages)
        let documentation = Documentation(configuration: rules, pages: pages)
        let playground = Playground(
            client: DemoData.clientID, secret: DemoData.clientSecret, server: server, pages: pages,
            entropy: entropy)
        let table = RouteTable(
            site.routes + (configuration.servesDocumentation ? documentation.routes : [])
                + (isDevelopment ? playground.routes : []), basePath: issuer.path,
            strictTransport: issuer.isSecure,
            observer: RequestObserver(
                metrics: metrics.registry, logger: logger, every: configuration.log.access, ticks: clock.nanoseconds),
            notFoundPage: pages.notFound)
        let (limits, warning) = OpenFiles.fitting(configuration.http.limits, in: files)
        if let warning { logger.warning("\(warning)") }
        let web: HTTPServer
        do {
            web = try HTTPServer(
                table: table, host: address.host, port: address.port, tls: configuration.tls.files,
                limits: limits, now: clock.now,
                ids: RequestIDs(prefix: Base64URL.encode(entropy.octets(6))).next, metrics: metrics.registry,
                trustedProxies: configuration.trustedProxies, logger: logger,
                onListening: { _ in
                    port.release()
                    announce(url, issuer)
                    logger.info(
                        "listening",
                        metadata: ["url": "\(url)", "issuer": "\(issuer)", "version": "\(Cardea.version)"])
                })
        } catch {
            throw CommandError("the TLS certificate and its key cannot be used: \(error)")
        }

        let upkeep = Upkeep(store: store, keys: keys, clients: server.clients, clock: clock, logger: logger)
        let logouts = LogoutDeliveries(
            delivery: LogoutDelivery(
                notices: store, clients: server.clients, tokens: server.logoutTokens, poster: poster,
                dynamicClientPoster: dynamicClientPoster),
            notices: store, metrics: metrics.logouts, logger: logger, now: clock.now,
            second: { try await clock.sleep(seconds: 1) })
        let mails = try mailDeliveries(store, site, metrics, logger)
        let reload = Reload(hangups: await UnixSignalsSequence(trapping: .sighup), logger: logger) {
            try web.reloadCertificates()
            try await makeClientsEqual(to: reread().clients, registry(store, hasher, keys), logger)
        }
        // They end in the order from last to first: what is in flight finishes before the rest goes.
        try await ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    // It ends by itself where nothing is left to be served.
                    .init(service: upkeep, successTerminationBehavior: .gracefullyShutdownGroup)
                ] + mails.map { .init(service: $0) } + [
                    .init(service: logouts), .init(service: reload), .init(service: web),
                ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        ).run()
        logger.info("stopped")
    }
}

extension Server {
    /// What hands mail over; empty where none is sent.
    private func mailDeliveries(
        _ store: any Store, _ site: Site, _ metrics: ServerMetrics, _ logger: Logger
    ) throws -> [MailDeliveries] {
        guard let outbox = site.outbox,
            let server = try configuration.mail.server(trusting: configuration.outboundAuthorities)
        else { return [] }
        let handler = MailHandler(
            server: server, issuer: site.server.configuration.issuer, renderer: site.pages.renderer)
        return [
            MailDeliveries(
                delivery: MailDelivery(mails: store, outbox: outbox, links: site.links, handler: handler),
                mails: store, metrics: metrics.mails, logger: logger, now: clock.now,
                second: { try await clock.sleep(seconds: 1) })
        ]
    }

    /// The issuer of the configuration, or this machine as a browser on it sees it.
    private func issuer(port: Int) throws(CommandError) -> Issuer {
        let scheme = configuration.tls.certificate == nil ? "http" : "https"
        let text = configuration.issuer ?? "\(scheme)://localhost:\(port)"
        guard let issuer = Issuer(text) else { throw CommandError("\(text) is not an issuer") }
        return issuer
    }

    /// Brings the clients and accounts that do not come from commands to where they should be.
    private func prepareClients(
        _ store: any Store, _ hasher: PasswordHasher, _ issuer: Issuer, _ keys: SigningKeyService, _ logger: Logger
    ) async throws {
        let registry = registry(store, hasher, keys)
        let demo = DemoData(
            registry: registry, accounts: Accounts(users: store, hasher: hasher, entropy: entropy),
            users: store, logger: logger)
        if !isDevelopment { try await demo.takeBack() }
        try await makeClientsEqual(to: configuration.clients, registry, logger)
        if isDevelopment { try await demo.add(issuer: issuer.value) }
        try await registry.provideKeysOfKept(logger)
    }

    private func makeClientsEqual(
        to clients: [Placed<ConfiguredClient>], _ registry: ClientAdministration, _ logger: Logger
    ) async throws {
        try await ConfiguredClients(registry: registry, logger: logger).make(equalTo: clients)
    }

    private func registry(_ store: any Store, _ hasher: PasswordHasher, _ keys: SigningKeyService)
        -> ClientAdministration
    {
        ClientAdministration(
            store: store, hasher: hasher, entropy: entropy, now: clock.now(), plainHosts: configuration.outboundAllow,
            signatures: .ofOperators(configuration.tokens),
            provideKeys: { [clock] in try await keys.provide($0, at: clock.now()) })
    }

    /// Says that the server is ready: one line that programs wait for, and with `--dev` what to try below it.
    private func announce(_ url: String, _ issuer: Issuer) {
        var lines = "cardea listening on \(url) issuer \(issuer)\n"
        if isDevelopment {
            lines += DemoData.firstRequest(
                issuer: issuer, hasDocumentation: configuration.servesDocumentation)
        }
        FileHandle.standardOutput.write(Data(lines.utf8))
    }
}
