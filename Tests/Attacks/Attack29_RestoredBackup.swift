import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// With a backup comes back what was kept when it was made, and nothing that may have been spent or revoked since.
@Suite struct Attack29_RestoredBackup {
    private static let client = ClientRecord.make(grants: [.clientCredentials])
    private let keyed: KeyedClient

    init() throws {
        keyed = KeyedClient(id: "keyed", signer: try TestSigner())
    }

    /// A server whose database was restored ten seconds ago, from a backup that knows nothing of what came after.
    private func restored() async throws -> TestServer {
        let now = try await TestServer().now
        return try await TestServer(clients: [Self.client, keyed.record()]) {
            $0.securityEpoch = SecurityEpoch(since: now - 10)
        }
    }

    private func isAlive(_ token: String?, at server: TestServer) async -> Bool {
        await server.introspect(token).json["active"] == .bool(true)
    }

    @Test func `an access token of before is dead, and one of after is alive`() async throws {
        let before = try await TestServer(clients: [Self.client])
        let fields: Fields = ["grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret"]
        let old = await before.token(fields)
        #expect(await isAlive(old["access_token"], at: before))
        let after = try await TestServer(clients: [], users: [], store: before.store) {
            $0.securityEpoch = SecurityEpoch(since: before.now + 1)
        }
        #expect(await !isAlive(old["access_token"], at: after))
        after.clock.advance(1)
        #expect(await !isAlive(old["access_token"], at: after))
        let new = await after.token(fields)
        #expect(await isAlive(new["access_token"], at: after))
    }

    @Test(arguments: [
        // Made before, or by a clock that is ahead.
        (-20, 300, false), (-10, 300, false), (0, 300, false), (49, 300, false),
        (51, 300, true), (60, 120, true),
    ])
    func `a client assertion is taken if it was certainly made since`(
        issued: Int64, expires: Int64, isTaken: Bool
    ) async throws {
        let server = try await restored()
        let changes: JSONObject = [
            "iat": .integer((server.now + issued).seconds), "exp": .integer((server.now + expires).seconds),
        ]
        let fields = KeyedClient.presenting(try keyed.assertion(for: server, changing: changes))
        let reply = await server.token(fields.adding("grant_type", "client_credentials"))
        #expect((reply.status == 200) == isTaken, "\(reply.error ?? "")")
    }

    @Test(arguments: [(-20, false), (-10, false), (49, false), (51, true)])
    func `an assertion about a person is taken if it was certainly made since`(issued: Int64, isTaken: Bool)
        async throws
    {
        let issuer = AssertionIssuer(signer: try TestSigner())
        let now = try await TestServer().now
        let server = try await TestServer {
            $0.trustedIssuers = [issuer.trusted()]
            $0.securityEpoch = SecurityEpoch(since: now - 10)
        }
        let assertion = try issuer.assertion(for: server, changing: ["iat": .integer((now + issued).seconds)])
        let reply = await server.token([
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion, "client_id": "app",
            "client_secret": "app-secret",
        ])
        #expect((reply.status == 200) == isTaken, "\(reply.error ?? "")")
    }

    @Test func `one that does not say when it was made may be as old as assertions may be`() async throws {
        let server = try await restored()
        func status(_ id: String) async throws -> Int {
            let changes: JSONObject = ["iat": .null]
            let fields = KeyedClient.presenting(try keyed.assertion(for: server, id: id, changing: changes))
            return await server.token(fields.adding("grant_type", "client_credentials")).status
        }
        #expect(try await status("a") == 401)
        server.clock.advance(3_300)
        #expect(try await status("b") == 401)
        server.clock.advance(200)
        #expect(try await status("c") == 200)
    }
}
