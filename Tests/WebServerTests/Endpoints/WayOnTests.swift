import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Pages that were open for too long, or over something that was done in another tab, and browsers that keep no cookies.
@Suite struct WayOnTests {
    private static let signIn: Fields = ["username": "ada", "password": TestServer.password]
    private static let app = ClientRecord.make { $0.information = ["client_uri": .string("https://app.example/start")] }

    @Test func `a sign-in page that was open for half an hour signs in and says what to do next`() async throws {
        let server = try await TestServer(clients: [Self.app])
        var browser = TestBrowser(on: server)
        let page = await browser.get("/oauth?\(server.request().encoded)")
        server.clock.advance(1801)
        let done = try await browser.signIn(on: page)
        #expect(done.reply.status == 200 && done.reply.text.contains("You are signed in"))
        #expect(done.reply.text.contains(#"href="https://app.example/start""#))
        #expect(done.reply.text.contains("The app application"))
        #expect(await browser.get("/account").reply.status == 200)
    }

    @Test func `a wrong password on such a page is a wrong password, and the right one signs in`() async throws {
        let server = try await TestServer(clients: [Self.app])
        var browser = TestBrowser(on: server)
        var page = await browser.get("/oauth?\(server.request().encoded)")
        server.clock.advance(1801)
        page = try await browser.signIn(on: page, password: "wrong")
        #expect(page.isSignIn && page.reply.status == 400)
        #expect(try await browser.signIn(on: page).reply.text.contains("You are signed in"))
    }

    @Test func `a dynamic client is named and not linked to`() async throws {
        let server = try await TestServer.open()
        let registered = await server.register(
            #"{"redirect_uris": ["https://app.example/callback"], "client_name": "Stranger", "#
                + #""client_uri": "https://app.example/start"}"#)
        var browser = TestBrowser(on: server)
        let request = server.request(TestServer.pkce, client: registered["client_id"] ?? "")
        let page = await browser.get("/oauth?\(request.encoded)")
        #expect(page.isSignIn)
        server.clock.advance(1801)
        let done = try await browser.signIn(on: page)
        #expect(done.reply.text.contains("You are signed in"))
        #expect(!done.reply.text.contains("app.example/start"))
    }

    @Test func `a page that has expired names the application and leads back to it`() async throws {
        let server = try await TestServer(clients: [Self.app])
        var browser = TestBrowser(on: server)
        let page = await browser.get("/oauth?\(server.request().encoded)")
        server.clock.advance(1801)
        let stale = await browser.get(page.target)
        #expect(stale.reply.status == 403 && stale.reply.text.contains("This page has expired"))
        #expect(stale.reply.text.contains(#"href="https://app.example/start""#))
    }

    @Test func `a sign-in page that was open over a sign-in and a sign-out in another tab still signs in`() async throws
    {
        let server = try await TestServer(clients: [.make { $0.skipsConsent = true }])
        var browser = TestBrowser(on: server)
        let page = await browser.get("/oauth?\(server.request().encoded)")
        try await browser.signIn()
        _ = try await browser.submit(
            "/v1/auth/logout", on: await browser.get("/v1/auth/logout"), ["decision": "logout"])
        #expect(await browser.get("/account").isSignIn)
        #expect(try await browser.signIn(on: page).reply.answer["code"] != nil)
    }

    @Test func `a cookie that was signed out does not come back by the form from before`() async throws {
        let server = try await TestServer()
        var before = TestBrowser(on: server)
        let form = await before.get("/login")
        var browser = before
        _ = try await browser.signIn(on: form)
        var old = browser
        _ = try await browser.submit(
            "/v1/auth/logout", on: await browser.get("/v1/auth/logout"), ["decision": "logout"])
        server.clock.advance(120)
        _ = try await before.signIn(on: form)
        #expect(before.session != old.session)
        #expect(await before.get("/account").reply.status == 200)
        #expect(await old.get("/account").isSignIn)
    }

    @Test func `signing out changes the cookie, and the old one opens nothing`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        var old = browser
        _ = try await browser.submit(
            "/v1/auth/logout", on: await browser.get("/v1/auth/logout"), ["decision": "logout"])
        #expect(browser.session != old.session)
        #expect(await old.get("/account").isSignIn)
    }

    @Test(arguments: ["/login", "/consent", "/create-account"])
    func `a browser that keeps no cookies is told so`(path: String) async throws {
        let server = try await TestServer { $0.accountRegistration = true }
        var browser = TestBrowser(on: server)
        let page = await browser.get("/oauth?\(server.request().encoded)")
        var blocked = TestBrowser(on: server)
        let shown = await blocked.get("\(path)?request=\(page.handle)")
        #expect(shown.reply.status == 403 && shown.reply.text.contains("Your browser sent no cookie"))
        var posting = TestBrowser(on: server)
        let posted = await posting.post(
            path, Self.signIn.replacing(with: ["request": page.handle, "decision": "allow"]))
        #expect(posted.reply.status == 403 && posted.reply.text.contains("Your browser sent no cookie"))
    }

    @Test(arguments: ["/login", "/create-account"])
    func `so is one that posts a form of no request`(path: String) async throws {
        let server = try await TestServer { $0.accountRegistration = true }
        var blocked = TestBrowser(on: server)
        let posted = await blocked.post(path, Self.signIn)
        #expect(posted.reply.status == 403 && posted.reply.text.contains("Your browser sent no cookie"))
        #expect(!posted.isSignIn)
    }

    @Test func `a sign-in page that is loaded again after a sign-in in another tab goes on`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        let page = await browser.get("/oauth?\(server.request().encoded)")
        try await browser.signIn()
        #expect(page.isSignIn)
        #expect(await browser.get(page.target).isConsent)
        #expect(await browser.get("\(page.target)&switch=1").isSignIn)
    }

    @Test func `a handle is good in its own browser alone`() async throws {
        let server = try await TestServer()
        var (mine, theirs) = (TestBrowser(on: server), TestBrowser(on: server))
        let page = await mine.get("/oauth?\(server.request().encoded)")
        _ = await theirs.get("/login")
        let stolen = await theirs.get(page.target)
        #expect(stolen.reply.status == 403 && !stolen.isSignIn)
        #expect(await mine.get(page.target).isSignIn)
    }

    @Test func `a handle that was changed in any octet is none`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        let handle = Array(await browser.get("/oauth?\(server.request().encoded)").handle)
        for index in stride(from: 0, to: handle.count, by: 7) {
            var changed = handle
            changed[index] = changed[index] == "A" ? "B" : "A"
            #expect(await browser.get("/login?request=\(String(changed))").reply.status == 403)
        }
    }
}
