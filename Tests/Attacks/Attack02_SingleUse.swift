import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// What may be used once is used once, however many come at the same moment.
@Suite struct Attack02_SingleUse {
    private static let racers = 100

    @Test(arguments: Engine.allCases)
    func `of a hundred redeemers of one code exactly one wins, and what it won dies with the replay`(
        engine: Engine
    ) async throws {
        try await engine.withStore { store in
            let server = try await TestServer(store: store)
            let fields = server.redemption(of: try await server.authorize().code)
            let replies = try await race(Self.racers) { _ in await server.token(fields) }
            let winners = replies.filter { $0.status == 200 }
            #expect(winners.count == 1)
            #expect(replies.filter { $0.error == "invalid_grant" }.count == Self.racers - 1)
            #expect(try await !server.takes(winners.first?["access_token"]))
            #expect(await server.token(server.refreshing(winners.first?["refresh_token"])).error == "invalid_grant")
        }
    }

    @Test(arguments: Engine.allCases)
    func `a hundred refreshes with one token make one successor`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await TestServer(store: store)
            let fields = server.refreshing(try await server.tokens()["refresh_token"])
            let replies = try await race(Self.racers) { _ in await server.token(fields) }
            #expect(replies.allSatisfy { $0.status == 200 })
            let successors = Set(replies.map { $0["refresh_token"] })
            #expect(successors.count == 1)
            server.clock.advance(10)
            #expect(await server.token(server.refreshing(successors.first ?? nil)).status == 200)
        }
    }

    @Test(arguments: Engine.allCases)
    func `where no grace is given exactly one refresh wins, and the family dies with the others`(
        engine: Engine
    ) async throws {
        try await engine.withStore { store in
            let server = try await TestServer(store: store) { $0.tokens.refreshGrace = 0 }
            let fields = server.refreshing(try await server.tokens()["refresh_token"])
            let replies = try await race(Self.racers) { _ in await server.token(fields) }
            let winners = replies.filter { $0.status == 200 }
            #expect(winners.count == 1)
            #expect(try await !server.takes(winners.first?["access_token"]))
        }
    }

    @Test(arguments: Engine.allCases)
    func `of a hundred bearers of one assertion exactly one is believed`(engine: Engine) async throws {
        let issuer = AssertionIssuer(signer: try TestSigner())
        try await engine.withStore { store in
            let server = try await TestServer(store: store) { $0.trustedIssuers = [issuer.trusted()] }
            let fields: Fields = [
                "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "client_id": "app",
                "client_secret": "app-secret", "assertion": try issuer.assertion(for: server),
            ]
            let replies = try await race(Self.racers) { _ in await server.token(fields) }
            #expect(replies.filter { $0.status == 200 }.count == 1)
            #expect(replies.filter { $0.error == "invalid_grant" }.count == Self.racers - 1)
        }
    }

    @Test(arguments: Engine.allCases)
    func `of many decisions on one consent page exactly one counts`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await TestServer(store: store)
            var browser = TestBrowser(on: server)
            let page = await browser.get("/oauth?\(server.request().encoded)")
            let consent = try await browser.signIn(on: page)
            let signedIn = browser
            let pages = try await race(30) { number in
                var copy = signedIn
                return try await number % 2 == 0 ? copy.allow(on: consent) : copy.deny(on: consent)
            }
            let ends = Set(pages.map(\.leavesTo))
            #expect(ends.count == 1 && ends.first??.hasPrefix("https://app.example/callback?") == true)
            let user = try #require(try await store.findUser(login: "ada"))
            let isAllowed = ends.first??.contains("code=") == true
            #expect(try await store.findConsents(of: user.id).count == (isAllowed ? 1 : 0))
        }
    }

    @Test(arguments: Engine.allCases)
    func `of many sign-ins for one waiting request all are one`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await TestServer(store: store)
            var browser = TestBrowser(on: server)
            let page = await browser.get("/oauth?\(server.request().encoded)")
            let before = browser
            let pages = try await race(4) { _ in
                var copy = before
                return try await copy.signIn(on: page)
            }
            #expect(pages.filter(\.isConsent).count == 4)
            let user = try #require(try await store.findUser(login: "ada"))
            #expect(try await store.findSessions(of: user.id).count == 1)
        }
    }
}
