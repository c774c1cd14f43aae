import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageSQLite
import StorageTesting
import Testing

/// An assertion proves something once, however many bring it at the same moment, and whatever happens to the server
/// in between.
@Suite struct Attack09_AssertionReplay {
    private static let racers = 100
    private let client: KeyedClient
    private let other: KeyedClient

    init() throws {
        client = KeyedClient(signer: try TestSigner())
        other = KeyedClient(id: "other", signer: try TestSigner(seed: 7))
    }

    private func server(_ store: any Store = MemoryStore(), clients: [KeyedClient]? = nil) async throws -> TestServer {
        try await TestServer(
            clients: (clients ?? [client, other]).map { $0.record() }, users: clients == nil ? [.make()] : [],
            store: store)
    }

    private func fields(_ assertion: String) -> Fields {
        KeyedClient.presenting(assertion).adding("grant_type", "client_credentials")
    }

    @Test(arguments: Engine.allCases)
    func `of a hundred who authenticate with one assertion exactly one is believed`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await server(store)
            let fields = fields(try client.assertion(for: server))
            let replies = try await race(Self.racers) { _ in await server.token(fields) }
            #expect(replies.filter { $0.status == 200 }.count == 1)
            #expect(replies.filter { $0.status == 401 && $0.error == "invalid_client" }.count == Self.racers - 1)
        }
    }

    @Test(arguments: Engine.allCases)
    func `endpoints do not each believe it once`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await server(store)
            let assertion = try client.assertion(for: server)
            let (token, asking) = (fields(assertion), KeyedClient.presenting(assertion).adding("token", "x"))
            let replies = try await race(60) { number in
                switch number % 3 {
                case 0: await server.token(token)
                case 1: await server.post("/v1/auth/introspect", form: asking)
                default: await server.post("/v1/auth/revoke", form: asking)
                }
            }
            #expect(replies.filter { $0.status == 200 }.count == 1)
        }
    }

    @Test(arguments: Engine.allCases)
    func `another client's jti is another jti`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await server(store)
            #expect(await server.token(fields(try client.assertion(for: server, id: "x"))).status == 200)
            #expect(await server.token(fields(try other.assertion(for: server, id: "x"))).status == 200)
            // Nor does a name that runs into the jti make it one's own.
            let long = KeyedClient(id: "app1", signer: client.signer)
            try await server.add(long.record())
            #expect(await server.token(fields(try client.assertion(for: server, id: "12"))).status == 200)
            #expect(await server.token(fields(try long.assertion(for: server, id: "2"))).status == 200)
        }
    }

    @Test func `a restart forgets nothing`() async throws {
        try await Engine.withDatabase { first, directory in
            let before = try await server(first)
            let assertion = try client.assertion(for: before)
            #expect(await before.token(fields(assertion)).status == 200)
            let second = try SQLiteStore(path: directory + "/cardea.sqlite")
            let after = try await server(second, clients: [])
            #expect(await after.token(fields(assertion)).error == "invalid_client")
            await second.close()
        }
    }

    @Test func `nor does it forget one that made somebody's token, for another server's clock may be behind`()
        async throws
    {
        let issuer = AssertionIssuer(signer: try TestSigner())
        let trusted = issuer.trusted()
        let server = try await TestServer { $0.trustedIssuers = [trusted] }
        let fields: Fields = [
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "client_id": "app",
            "client_secret": "app-secret", "assertion": try issuer.assertion(for: server),
        ]
        #expect(await server.token(fields).status == 200)
        // It is good for five minutes; a server whose clock is a minute behind still believes it then.
        let clocks = [server.now + 299, server.now + 300, server.now + 359]
        for clock in clocks {
            _ = try await server.store.commitRemovalOfExpired(at: clock, limit: 1000)
            #expect(await server.token(fields).error == "invalid_grant")
        }
        _ = try await server.store.commitRemovalOfExpired(at: server.now + 360, limit: 1000)
        #expect(await server.token(fields).status == 200)
    }

    @Test func `upkeep forgets an assertion only when it is worth nothing any more`() async throws {
        let server = try await server()
        let fields = fields(try client.assertion(for: server))
        #expect(await server.token(fields).status == 200)
        for _ in 0..<70 {
            server.clock.advance(5)
            _ = try await server.store.commitRemovalOfExpired(at: server.now, limit: 1000)
            #expect(await server.token(fields).error == "invalid_client")
        }
        #expect(try await server.store.commitRemovalOfExpired(at: server.now + 60, limit: 1000) == 1)
    }

    @Test func `without a jti nothing is believed, for it would be believed for ever`() async throws {
        let server = try await server()
        for claim in [JSONValue.null, "", .number("7"), .strings(["x"]), .object([:])] {
            let assertion = try client.assertion(for: server, changing: ["jti": claim])
            #expect(await server.token(fields(assertion)).error == "invalid_client")
        }
    }

    @Test func `a failed write is no permission`() async throws {
        let store = MemoryStore()
        let server = try await server(store)
        let fields = fields(try client.assertion(for: server))
        store.fail(.commitSpending)
        #expect(await server.token(fields).error == "temporarily_unavailable")
        store.fail(nil)
        #expect(await server.token(fields).status == 200)
        #expect(await server.token(fields).status == 401)
    }
}
