import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
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
            #expect(pages.filter { $0.leavesTo != nil }.count == 1)
            #expect(pages.filter { $0.reply.status == 403 }.count == 29)
        }
    }

    @Test(arguments: Engine.allCases)
    func `of many sign-ins for one waiting request exactly one goes on with it`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await TestServer(store: store)
            var browser = TestBrowser(on: server)
            let page = await browser.get("/oauth?\(server.request().encoded)")
            let before = browser
            let pages = try await race(4) { _ in
                var copy = before
                return try await copy.signIn(on: page)
            }
            #expect(pages.filter(\.isConsent).count == 1)
        }
    }
}
