import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Who gets an account on somebody's word gets that account and nobody else's, however they are called over there.
@Suite struct Attack14_MadeAccounts {
    private static let racers = 50
    private let issuer: AssertionIssuer

    init() throws {
        issuer = AssertionIssuer(signer: try TestSigner())
    }

    private func server(
        _ store: any Store = MemoryStore(), change: @escaping (inout TrustedIssuer) -> Void = { _ in }
    ) async throws -> TestServer {
        let trusted = issuer.trusted { trusted in
            trusted.createsAccounts = true
            change(&trusted)
        }
        return try await TestServer(store: store) { configuration in
            configuration.accountRegistration = true
            configuration.trustedIssuers = [trusted]
        }
    }

    private func fields(_ server: TestServer, _ id: String, _ claims: JSONObject) throws -> Fields {
        [
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "client_id": "app",
            "client_secret": "app-secret", "assertion": try issuer.assertion(for: server, id: id, changing: claims),
        ]
    }

    private func subject(_ reply: Reply) throws -> String? {
        try DecodedToken(reply["access_token"])["sub"]
    }

    /// Claims of somebody who would like to be `ada`, each in another way.
    static let likenesses: [JSONObject] = [
        ["preferred_username": "ada"], ["preferred_username": "ADA"], ["preferred_username": "ada@evil.example"],
        ["email": "ada@example.com", "email_verified": .bool(true)], ["email": "ADA@EXAMPLE.COM"],
        ["sub": "ada"], ["sub": "ada@example.com"], ["name": "Ada Lovelace"], ["username": "ada"],
        ["preferred_username": "a\u{200b}da"], ["preferred_username": " ada "],
    ]

    @Test(arguments: likenesses)
    func `likeness gives nobody an account that is there`(claims: JSONObject) async throws {
        let server = try await server()
        let ada = try #require(try await server.store.findUser(login: "ada"))
        var all: JSONObject = ["sub": "mallory", "user_id": .string(ada.id.description)]
        for (name, value) in claims.members { all[name] = value }
        let reply = await server.token(try fields(server, "1", all))
        #expect(reply.status == 200)
        #expect(try subject(reply) != ada.id.description)
        #expect(try await server.store.findUser(ada.id) == ada)
        #expect(try await server.store.findUser(login: "ada@example.com") == ada)
    }

    @Test func `an id of ours as the issuer's sub names nobody`() async throws {
        let server = try await server()
        let ada = try #require(try await server.store.findUser(login: "ada"))
        let reply = await server.token(try fields(server, "1", ["sub": .string(ada.id.description)]))
        #expect(try subject(reply) != ada.id.description)
    }

    @Test func `where an address finds accounts, one that the issuer does not vouch for finds none`() async throws {
        let server = try await server { $0.subjectClaim = "email" }
        let ada = try #require(try await server.store.findUser(login: "ada"))
        for (number, verified) in ([.null, .bool(false), "true"] as [JSONValue]).enumerated() {
            let claims: JSONObject = [
                "sub": .string("mallory-\(number)"), "email": "ada@example.com", "email_verified": verified,
            ]
            let reply = await server.token(try fields(server, "\(number)", claims))
            #expect(try subject(reply) != ada.id.description)
        }
        // Nor does finding Ada once make the subject hers: without the address it is somebody else.
        let once: JSONObject = ["sub": "x", "email": "ada@example.com", "email_verified": .bool(true)]
        #expect(try subject(await server.token(try fields(server, "once", once))) == ada.id.description)
        let then: JSONObject = ["sub": "x", "email": "x@example.net", "email_verified": .bool(true)]
        #expect(try subject(await server.token(try fields(server, "then", then))) != ada.id.description)
    }

    @Test func `whoever takes the name beforehand gets nothing that comes later`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        let squatter: Fields = [
            "username": "u-1", "email": "boss@corp.example", "name": "", "password": "mallory's password",
        ]
        let page = try await browser.submit("/create-account", on: await browser.get("/create-account"), squatter)
        #expect(page.target == "/account")
        let claims: JSONObject = [
            "sub": "u-1", "preferred_username": "u-1", "email": "boss@corp.example", "email_verified": .bool(true),
        ]
        let reply = await server.token(try fields(server, "1", claims))
        let mallory = try #require(try await server.store.findUser(login: "boss@corp.example"))
        #expect(try subject(reply) != mallory.id.description)
        #expect(mallory.username == "u-1" && !mallory.emailVerified)
        #expect(await server.get("/v1/auth/me", bearer: reply["access_token"])["email"] == nil)
    }

    @Test(arguments: Engine.allCases)
    func `a hundred first assertions of one person make one account, and each is good`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await server(store)
            let requests = try (0..<Self.racers).map { number in
                try fields(server, "\(number)", ["sub": "u-1", "preferred_username": "grace"])
            }
            let replies = try await race(Self.racers) { number in await server.token(requests[number]) }
            #expect(replies.allSatisfy { $0.status == 200 })
            #expect(Set(try replies.map(subject)).count == 1)
            #expect(try await store.findUsers().map(\.username).sorted() == ["ada", "grace"])
        }
    }

    @Test(arguments: Engine.allCases)
    func `people who would like the same name and address all get in, each as themselves`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await server(store)
            let requests = try (0..<Self.racers).map { number in
                try fields(
                    server, "\(number)",
                    ["sub": .string("u-\(number)"), "preferred_username": "grace", "email": "grace@corp.example"])
            }
            let replies = try await race(Self.racers) { number in await server.token(requests[number]) }
            #expect(replies.allSatisfy { $0.status == 200 })
            #expect(Set(try replies.map(subject)).count == Self.racers)
            #expect(try await store.findUsers().filter { $0.email == "grace@corp.example" }.count == 1)
        }
    }

    @Test(arguments: Engine.allCases)
    func `a replayed assertion leaves no account behind`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await server(store)
            let first = try fields(server, "1", ["sub": "u-1"])
            let replies = try await race(Self.racers) { _ in await server.token(first) }
            #expect(replies.filter { $0.status == 200 }.count == 1)
            #expect(replies.filter { $0.error == "invalid_grant" }.count == Self.racers - 1)
            // The same jti about somebody else is the same assertion.
            #expect(await server.token(try fields(server, "1", ["sub": "u-2"])).error == "invalid_grant")
            #expect(try await store.findUsers().count == 2)
        }
    }

    @Test func `what is mapped into the ID token is what the account has, and not what was claimed`() async throws {
        let trusted = issuer.trusted { $0.createsAccounts = true }
        let mapped = ClientRecord.make { $0.claimMapping = ["who": "preferred_username", "mail": "email"] }
        let server = try await TestServer(clients: [mapped]) { $0.trustedIssuers = [trusted] }
        let claims: JSONObject = [
            "sub": "mallory", "preferred_username": "ada", "email": "ada@example.com", "email_verified": .bool(true),
        ]
        let reply = await server.token(try fields(server, "1", claims))
        let token = try DecodedToken(reply["id_token"])
        #expect(token["mail"] == nil)
        #expect(token["who"]?.hasPrefix("ada-") == true)
    }
}
