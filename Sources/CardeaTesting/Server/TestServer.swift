import Identity
import JOSE
import Logging
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import WebPages
import WebServer

/// A whole server in memory: the routes, operations and pages of the real one, on a store of dictionaries, with a clock
/// that moves when told and chance that repeats. It opens no socket.
///
/// By default one confidential client, `app`, is registered (``ClientRecord/make(id:secret:uris:grants:scope:instance:origin:createdAt:change:)``),
/// and one person, `ada`, has an account:
///
///     let server = try await TestServer()
///     let tokens = try await server.tokens()
///     server.clock.advance(3600)
///     let reply = await server.get("/v1/auth/me", bearer: tokens["access_token"])
package struct TestServer: Sendable {
    /// The password of every account that was made without a hash.
    package static let password = "correct horse battery staple"

    /// Stands still until it is told to move.
    package let clock = TestClock()
    /// Every line that was logged.
    package let log = CapturedLog()
    /// What `/metrics` shows.
    package let metrics = ServerMetrics(registry: MetricsRegistry())
    /// By default `https://cardea.example`.
    package let issuer: Issuer
    /// Everything that is kept, for looking behind the server and for changing it as a command would.
    package let store: any Store
    /// The keys that sign.
    package let ring: KeyRing
    /// The key that every other secret key is derived from.
    package let master: MasterKey
    /// The rules of OAuth below the endpoints, for tests of an operation by itself.
    package let oauth: AuthorizationServer
    /// Messages to people, as they wait.
    let outbox: Outbox?
    /// Links that serve once.
    package let links: OneTimeLinks
    /// What it answers, as it is composed.
    package let routes: [Route]
    let table: RouteTable

    /// - `users`: those without a password hash get ``password``.
    /// - `documents`: what trusted issuers publish.
    /// - `hasher`: by default one at the least cost, which all servers share.
    /// - `appearance`: what pages look like; `nil` for what is built in.
    /// - `further`: routes besides those of the site.
    /// - `seed`: another one gives another run of chance.
    /// - Throws: `UnexpectedResult` for what is no issuer or is registered twice, and what the parts throw.
    package init(
        issuer: String = "https://cardea.example", clients: [ClientRecord] = [.make()],
        users: [UserRecord] = [.make()], store: any Store = MemoryStore(),
        documents: any DocumentFetching = KeptDocuments(), sessions: SessionConfiguration = SessionConfiguration(),
        hasher: PasswordHasher? = nil, appearance: Appearance? = nil, seed: UInt64 = 1,
        configure: (inout ServerConfiguration) -> Void = { _ in }, further: (Site, Entropy) -> [Route] = { _, _ in [] }
    ) async throws {
        guard let issuer = Issuer(issuer) else { throw UnexpectedResult("\(issuer) is not an issuer") }
        self.issuer = issuer
        self.store = store
        let hasher = try hasher ?? SharedParts.hasher.get()
        let entropy = Entropy.seeded(seed)
        master = MasterKey(from: entropy)
        let ring = KeyRing(try SharedParts.keys.get())
        self.ring = ring
        var configuration = ServerConfiguration(issuer: issuer)
        let appearance = try appearance ?? Appearance()
        configuration.sessionIdle = sessions.idle
        configuration.uiLocales = appearance.languages.tags
        configure(&configuration)
        for algorithm in configuration.tokens.standingAlgorithms(for: configuration.resources) {
            try SharedParts.provide(algorithm, to: ring)
        }
        oauth = AuthorizationServer(
            configuration: configuration, store: store, keys: TokenKeys(ring: ring, master: master), master: master,
            hasher: hasher, entropy: entropy, documents: documents)
        let site = Site(
            server: oauth, store: store, hasher: hasher, sessions: sessions, master: master, entropy: entropy,
            metrics: metrics, pages: try PageResponder(issuer: issuer, appearance: appearance))
        (outbox, links) = (site.outbox, site.links)
        routes = site.routes
        table = RouteTable(
            routes + further(site, entropy), basePath: issuer.path, strictTransport: issuer.isSecure,
            observer: RequestObserver(metrics: metrics.registry, logger: log.logger, ticks: { 0 }),
            notFoundPage: site.pages.notFound)
        for client in clients { try await add(client) }
        for user in users { try await add(user, hasher: hasher) }
    }

    /// Registers one more client, with keys for what it wants signed.
    ///
    /// - Throws: `UnexpectedResult` if the identifier is taken, `StorageError` if the store cannot answer.
    package func add(_ client: ClientRecord) async throws {
        for algorithm in client.metadata.wantedAlgorithms { try SharedParts.provide(algorithm, to: ring) }
        guard try await store.commitNewClient(client) else {
            throw UnexpectedResult("\(client.id) is registered already")
        }
    }

    /// Makes one more account.
    ///
    /// - Throws: `UnexpectedResult` if the name or the address is taken, `StorageError` if the store cannot answer.
    package func add(_ user: UserRecord, hasher: PasswordHasher? = nil) async throws {
        let hasher = try hasher ?? SharedParts.hasher.get()
        var user = user
        if user.passwordHash == nil { user.passwordHash = try await hasher.hash(Secret(Self.password)) }
        guard try await store.commitNewUser(user) == .done else {
            throw UnexpectedResult("\(user.username) has an account")
        }
    }

    /// The second in which requests come.
    package var now: Timestamp { clock.now }
}
