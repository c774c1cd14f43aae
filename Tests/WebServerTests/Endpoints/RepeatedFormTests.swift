import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// A form that is sent twice, as by a double click, leads where it led first: with the cookies from before the first
/// answer, or from after it.
@Suite struct RepeatedFormTests {
    /// What the same form, sent again, comes to.
    private typealias Twice = (first: Page, second: Page, browser: TestBrowser)

    /// Sends a form twice.
    ///
    /// - `late`: whether the first answer's cookies are there when it is sent again.
    private func send(
        _ action: String, on page: Page, _ fields: Fields, in browser: TestBrowser, late: Bool
    ) async throws -> Twice {
        var (first, second) = (browser, browser)
        let firstPage = try await first.submit(action, on: page, fields)
        if late { second.cookies = first.cookies }
        let secondPage = try await second.submit(action, on: page, fields)
        return (firstPage, secondPage, second)
    }

    private static let signIn: Fields = ["username": "ada", "password": TestServer.password]

    private func sessions(_ server: TestServer, of username: String = "ada") async throws -> Int {
        let user = try #require(try await server.store.findUser(login: username))
        return try await server.store.findSessions(of: user.id).count
    }

    @Test(arguments: [false, true])
    func `signing in twice is one session and one code`(late: Bool) async throws {
        let server = try await TestServer(clients: [.make { $0.skipsConsent = true }])
        var browser = TestBrowser(on: server)
        let page = await browser.get("/oauth?\(server.request(["prompt": "login"]).encoded)")
        let twice = try await send("/login", on: page, Self.signIn, in: browser, late: late)
        #expect(twice.first.reply.answer["code"] != nil)
        #expect(twice.second.leavesTo == twice.first.leavesTo)
        #expect(try await sessions(server) == 1)
        let tokens = await server.token(server.redemption(of: twice.second.reply.answer["code"] ?? ""))
        #expect(tokens.status == 200)
        browser = twice.browser
        #expect(await browser.get("/account").reply.status == 200)
    }

    @Test func `signing in twice is one session over the end of a minute too`() async throws {
        let server = try await TestServer(clients: [.make { $0.skipsConsent = true }])
        var first = TestBrowser(on: server)
        let page = await first.get("/oauth?\(server.request().encoded)")
        server.clock.advance(59 - server.clock.now.seconds % 60)
        var second = first
        let end = try await first.submit("/login", on: page, Self.signIn)
        server.clock.advance(1)
        #expect(end.reply.answer["code"] != nil)
        #expect(try await second.submit("/login", on: page, Self.signIn).leavesTo == end.leavesTo)
        #expect(second.session == first.session)
        #expect(try await sessions(server) == 1)
    }

    @Test func `signing in twice at once is one session and one code`() async throws {
        let server = try await TestServer(clients: [.make { $0.skipsConsent = true }])
        var browser = TestBrowser(on: server)
        let page = await browser.get("/oauth?\(server.request().encoded)")
        let ready = browser
        // No more at once than may be wrong.
        let ends = try await race(4) { _ in
            var browser = ready
            let end = try await browser.submit("/login", on: page, Self.signIn)
            return (end.leavesTo, browser.session)
        }
        #expect(Set(ends.map(\.0)).count == 1 && ends.allSatisfy { $0.0?.contains("code=") == true })
        #expect(Set(ends.map(\.1)).count == 1)
        #expect(try await sessions(server) == 1)
    }

    @Test(arguments: [false, true])
    func `signing in twice leads twice to the question whether to allow it`(late: Bool) async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        let page = await browser.get("/oauth?\(server.request().encoded)")
        let twice = try await send("/login", on: page, Self.signIn, in: browser, late: late)
        #expect(twice.first.isConsent && twice.second.isConsent)
        browser = twice.browser
        #expect(try await browser.allow(on: twice.second).reply.answer["code"] != nil)
    }

    @Test(arguments: ["allow", "deny"])
    func `a decision twice is one, and the other one after it changes nothing`(decision: String) async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        let page = try await browser.signIn(on: await browser.get("/oauth?\(server.request().encoded)"))
        let twice = try await send("/consent", on: page, ["decision": decision], in: browser, late: true)
        #expect(twice.first.leavesTo != nil && twice.second.leavesTo == twice.first.leavesTo)
        let other = try await browser.submit("/consent", on: page, ["decision": decision == "allow" ? "deny" : "allow"])
        #expect(other.leavesTo == twice.first.leavesTo)
    }

    @Test func `a decision after the code was redeemed says so, and loses nothing`() async throws {
        let server = try await TestServer(clients: [
            .make { $0.information = ["client_uri": .string("https://app.example/")] }
        ])
        var browser = TestBrowser(on: server)
        let page = try await browser.signIn(on: await browser.get("/oauth?\(server.request().encoded)"))
        let code = try await browser.allow(on: page).reply.answer["code"] ?? ""
        let tokens = await server.token(server.redemption(of: code))
        for again in [try await browser.allow(on: page), await browser.get(page.target)] {
            #expect(again.reply.status == 200 && again.leavesTo == nil)
            #expect(again.reply.text.contains("You have answered already"))
            #expect(again.reply.text.contains(#"href="https://app.example/""#))
        }
        #expect(await server.get("/v1/auth/userinfo", bearer: tokens["access_token"]).status == 200)
    }

    @Test func `a decision after the code has expired leads to no dead code`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        let page = try await browser.signIn(on: await browser.get("/oauth?\(server.request().encoded)"))
        _ = try await browser.allow(on: page)
        server.clock.advance(61)
        #expect(try await browser.allow(on: page).reply.text.contains("You have answered already"))
    }

    @Test func `what one person answered is not led on for another in the same browser`() async throws {
        let server = try await TestServer(users: [.make(), .make("eve")])
        var browser = TestBrowser(on: server)
        let page = try await browser.signIn(on: await browser.get("/oauth?\(server.request().encoded)"))
        let code = try await browser.allow(on: page).reply.answer["code"]
        _ = try await browser.signIn(on: await browser.get("/login?switch=1&request=\(page.handle)"), as: "eve")
        let consent = await browser.get(page.target)
        let answer = consent.isConsent ? try await browser.allow(on: consent) : consent
        #expect(answer.reply.answer["error"] == "access_denied" && answer.reply.answer["code"] == nil)
        #expect(code != nil)
    }

    @Test(arguments: [false, true])
    func `creating an account twice is one account, one session and one code`(late: Bool) async throws {
        let server = try await TestServer(clients: [.make { $0.skipsConsent = true }]) { $0.accountRegistration = true }
        var browser = TestBrowser(on: server)
        let page = await browser.get("/oauth?\(server.request(["prompt": "create"]).encoded)")
        let twice = try await send(
            "/create-account", on: page, CreateAccountEndpointTests.bob, in: browser, late: late)
        #expect(twice.first.reply.answer["code"] != nil)
        #expect(twice.second.leavesTo == twice.first.leavesTo)
        #expect(try await sessions(server, of: "bob") == 1)
    }

    @Test(arguments: ["allow", "deny"])
    func `deciding on a device twice says the same twice`(decision: String) async throws {
        let server = try await TestServer(clients: [.device()])
        let device = await server.ask()
        let (browser, page) = try await server.confirmation(of: device)
        let twice = try await send("/device", on: page, ["decision": decision], in: browser, late: true)
        #expect(twice.first.reply.status == 200 && twice.second.reply.status == 200)
        #expect(twice.second.reply.text == twice.first.reply.text)
        #expect(await server.poll(device).status == (decision == "allow" ? 200 : 400))
    }

    @Test func `nobody else is told what was decided on a device`() async throws {
        let server = try await TestServer(clients: [.device()], users: [.make(), .make("eve")])
        let device = await server.ask()
        let (browser, page) = try await server.confirmation(of: device, user: "eve")
        try await server.decide(on: device)
        var eve = browser
        #expect(try await eve.submit("/device", on: page, ["decision": "allow"]).reply.status == 400)
    }
}

extension Page {
    /// The handle of the request that waits, as the address has it.
    var handle: String {
        String(target.split(separator: "request=", maxSplits: 1).last ?? "")
    }
}
