import CardeaTesting
import Identity
import OAuthProtocol
import Storage
import StorageTesting
import Testing

/// `/account`, the lists below it, and signing out.
@Suite struct AccountEndpointTests {
    @Test(arguments: ["/account", "/account/sessions", "/account/applications"])
    func `who is not signed in is asked to be`(path: String) async throws {
        let server = try await TestServer()
        let reply = await server.get(path)
        #expect(reply.status == 303)
        #expect(reply.location == "/login")
    }

    @Test func `the overview says who one is`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        let page = await browser.get("/account")
        for words in ["Ada Lovelace", "ada@example.com", "confirmed"] { #expect(page.reply.text.contains(words)) }
        #expect(page.reply.header("Cache-Control") == "no-store")
        #expect(await browser.get("/login").target == "/account")
    }

    @Test func `each browser is listed and can be ended from any other`() async throws {
        let server = try await TestServer()
        var here = TestBrowser(on: server)
        var there = TestBrowser(on: server, from: "203.0.113.5")
        try await there.signIn()
        server.clock.advance(10)
        try await here.signIn()
        let page = await here.get("/account/sessions")
        #expect(page.forms.count == 2)
        #expect(page.reply.text.contains("203.0.113.5") && page.reply.text.contains("Firefox"))
        let other = try #require(page.forms.map(\.fields).last?["id"])
        _ = try await here.submit("/account/sessions", on: page, ["id": other])
        #expect(await there.request("GET", "/account").location == "/login")
        #expect(await here.request("GET", "/account").status == 200)
    }

    @Test func `ending one's own signs out`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        let page = await browser.get("/account/sessions")
        #expect(try await browser.submit("/account/sessions", on: page, [:]).target == "/login")
        #expect(await browser.request("GET", "/account").location == "/login")
    }

    @Test func `with a limit the browser that was not used for longest ends`() async throws {
        let server = try await TestServer(sessions: SessionConfiguration(limit: 2))
        var browsers = (0..<3).map { _ in TestBrowser(on: server) }
        for index in browsers.indices {
            try await browsers[index].signIn()
            server.clock.advance(1000)
        }
        #expect(await browsers[0].request("GET", "/account").location == "/login")
        #expect(await browsers[1].request("GET", "/account").status == 200)
        #expect(await browsers[2].request("GET", "/account").status == 200)
    }

    @Test func `an application's access is listed and can be taken away`() async throws {
        let server = try await TestServer()
        var browser = try await server.authorize().browser
        let tokens = try await server.tokens(in: browser)
        let page = await browser.get("/account/applications")
        #expect(page.reply.text.contains("The app application"))
        let after = try await browser.submit("/account/applications", on: page, [:])
        #expect(after.target == "/account/applications")
        #expect(after.reply.text.contains("No application has access"))
        #expect(try await !server.takes(tokens["access_token"]))
        #expect(await browser.get("/oauth?\(server.request().encoded)").isConsent)
    }

    @Test func `a session ends by lifetime and by idleness`() async throws {
        let server = try await TestServer(sessions: SessionConfiguration(lifetime: 1000, idle: 400))
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        for _ in 0..<3 {
            server.clock.advance(300)
            #expect(await browser.request("GET", "/account").status == 200)
        }
        server.clock.advance(100)
        #expect(await browser.request("GET", "/account").location == "/login")
        try await browser.signIn()
        server.clock.advance(400)
        #expect(await browser.request("GET", "/account").location == "/login")
    }

    @Test func `signing out asks, and does it when told`() async throws {
        let server = try await TestServer()
        var browser = try await server.authorize().browser
        let tokens = try await server.tokens(in: browser)
        let page = await browser.get("/v1/auth/logout")
        #expect(page.reply.text.contains("Sign out?"))
        #expect(try await browser.submit("/v1/auth/logout", on: page, ["decision": "stay"]).target == "/account")
        let done = try await browser.submit("/v1/auth/logout", on: page, ["decision": "logout"])
        #expect(done.reply.status == 200)
        #expect(done.reply.text.contains("You are signed out"))
        #expect(await browser.get("/account").isSignIn)
        #expect(await browser.request("GET", "/account").location == "/login")
        #expect(try await !server.takes(tokens["access_token"]))
        #expect(await browser.get("/v1/auth/logout").reply.text.contains("You are signed out"))
    }

    @Test func `below an issuer's path everything stays there`() async throws {
        let server = try await TestServer(issuer: "https://cardea.example/tenant")
        var browser = TestBrowser(on: server)
        let signIn = await browser.get("/tenant/oauth?\(server.request().encoded)")
        #expect(signIn.target.hasPrefix("/tenant/login?request="))
        let consent = try await browser.signIn(on: signIn)
        #expect(consent.target.hasPrefix("/tenant/consent?request="))
        #expect(try await browser.allow(on: consent).reply.answer["iss"] == "https://cardea.example/tenant")
        let account = await browser.get("/tenant/account/sessions")
        #expect(account.forms.allSatisfy { $0.action.hasPrefix("/tenant/") })
    }

    @Test func `an application that needed nobody's leave is listed too, and can be shown out`() async throws {
        let server = try await TestServer(clients: [.make { $0.skipsConsent = true }])
        var browser = try await server.authorize().browser
        #expect(!(await browser.get("/account/applications")).reply.text.contains("The app application"))
        let tokens = try await server.tokens(["scope": "openid offline_access"], in: browser)
        let out = await browser.get("/v1/auth/logout")
        _ = try await browser.submit("/v1/auth/logout", on: out, ["decision": "logout"])
        try await browser.signIn()
        let page = await browser.get("/account/applications")
        #expect(page.reply.text.contains("The app application"))
        _ = try await browser.submit("/account/applications", on: page, [:])
        #expect(await server.refusal(of: server.refreshing(tokens["refresh_token"])) == .invalidGrant)
        #expect(!(await browser.get("/account/applications")).reply.text.contains("The app application"))
    }

    @Test func `of many sessions the page shows the hundred that were used last, and the one that looks`() async throws
    {
        let server = try await TestServer()
        var here = TestBrowser(on: server)
        try await here.signIn()
        let user = try #require(try await server.store.findUser(login: "ada"))
        let own = try #require(try await server.store.findSessions(of: user.id).first)
        let rows = StorageFixture(in: server.store, at: server.clock.now)
        #expect(!(await here.get("/account/sessions")).reply.text.contains("that were used last."))
        for number in 0..<150 {
            _ = try await rows.begin(
                rows.session(of: user, lastUsedAt: rows.now + 1, userAgent: "Browser \(number)"))
        }
        let page = await here.get("/account/sessions")
        let text = page.reply.text
        #expect(page.forms.filter { $0.fields["id"] != nil }.count == 100)
        #expect(text.contains(own.id.description))
        #expect(text.contains("that were used last."))
    }
}
