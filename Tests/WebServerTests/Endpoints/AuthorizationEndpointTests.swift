import CardeaTesting
import OAuthProtocol
import Storage
import StorageTesting
import Testing

/// `/oauth`: what is shown, what is redirected, and with what.
@Suite struct AuthorizationEndpointTests {
    @Test func `a whole flow comes back with code, state and issuer, and nothing else`() async throws {
        let server = try await TestServer()
        let answer = try await server.authorize(["state": "a b+c&d=e%20é\u{0}"]).answer
        #expect(answer.pairs.map(\.name) == ["code", "state", "iss"])
        #expect(answer["state"] == "a b+c&d=e%20é\u{0}")
        #expect(answer["iss"] == "https://cardea.example")
    }

    @Test func `the least that the tutorial sends is enough`() async throws {
        let server = try await TestServer()
        let request: Fields = [
            "response_type": "code", "client_id": "app", "redirect_uri": "https://app.example/callback",
        ]
        let authorization = try await server.authorize(exactly: request)
        #expect(authorization.answer.pairs.map(\.name) == ["code", "iss"])
        let tokens = await server.token(server.redemption(of: authorization.code))
        #expect(tokens["scope"] == "openid profile email offline_access")
    }

    @Test(arguments: ["/oauth", "/oauth/authorize", "/authorize"])
    func `it answers under each of its names, by GET and by POST`(path: String) async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        #expect(await browser.get("\(path)?\(server.request().encoded)").isSignIn)
        #expect(await browser.post(path, server.request()).isSignIn)
        let head = await server.send("HEAD", "\(path)?\(server.request().encoded)")
        #expect(head.status == 303)
    }

    @Test func `a POST that comes without our cookie goes round once, so that whoever is signed in stays so`()
        async throws
    {
        let server = try await TestServer()
        let reply = await server.post("/oauth", form: server.request())
        #expect(reply.status == 303)
        #expect(reply.location == "/oauth?\(server.request().encoded)")
        #expect(reply.setCookies.isEmpty)
        let wrong = await server.post("/oauth", form: server.request(["scope": "admin"]))
        #expect(wrong.answer["error"] == "invalid_scope")
        #expect(await server.post("/oauth", form: server.request(client: "nobody")).status == 400)
        #expect(await server.post("/oauth", json: server.request()).status == 400)
    }

    @Test func `going round fetches no request object, which is fetched once when the request begins`() async throws {
        let documents = KeptDocuments()
        let address = "https://app.example/request.jwt"
        let app = ClientRecord.make { $0.requestURIs = [address].compactMap { RequestURI($0) } }
        let server = try await TestServer(clients: [app], documents: documents)
        let reply = await server.post("/oauth", form: server.request(["request_uri": address]))
        #expect(reply.location?.hasPrefix("/oauth?") == true && documents.fetches.isEmpty)
        #expect(await server.get(try #require(reply.location)).answer["error"] == "invalid_request_uri")
        #expect(documents.fetches == [address])
    }

    @Test func `who is signed in and has consented is not asked again`() async throws {
        let server = try await TestServer()
        var browser = try await server.authorize().browser
        let page = await browser.get("/oauth?\(server.request(["state": "second"]).encoded)")
        #expect(page.reply.answer["code"] != nil)
        #expect(page.reply.answer["state"] == "second")
    }

    @Test func `consent is asked again when more is wanted, and remembered in sum`() async throws {
        let server = try await TestServer()
        var browser = try await server.authorize(["scope": "openid"]).browser
        var page = await browser.get("/oauth?\(server.request(["scope": "openid email"]).encoded)")
        #expect(page.isConsent)
        page = try await browser.allow(on: page)
        #expect(page.reply.answer["code"] != nil)
        for scope in ["openid", "email", "openid email"] {
            page = await browser.get("/oauth?\(server.request(["scope": scope]).encoded)")
            #expect(page.reply.answer["code"] != nil)
        }
        #expect(await browser.get("/oauth?\(server.request(["scope": "openid profile"]).encoded)").isConsent)
    }

    @Test func `a client of the operator's own is not consented to`() async throws {
        let server = try await TestServer(clients: [.make { $0.skipsConsent = true }])
        var browser = TestBrowser(on: server)
        let page = try await browser.signIn(on: await browser.get("/oauth?\(server.request().encoded)"))
        #expect(page.reply.answer["code"] != nil)
        #expect(await browser.get("/oauth?\(server.request(["prompt": "consent"]).encoded)").isConsent)
    }

    @Test func `a client that was registered anew is a stranger`() async throws {
        let server = try await TestServer()
        var browser = try await server.authorize().browser
        _ = try await server.store.commitRemovalOfClient(ClientID("app"))
        try await server.add(.make(instance: 2))
        server.clock.advance(1)
        #expect(await browser.get("/oauth?\(server.request().encoded)").isConsent)
    }

    @Test func `prompt none asks nothing, and says what would have been asked`() async throws {
        let server = try await TestServer()
        let silent = server.request(["prompt": "none"])
        var browser = TestBrowser(on: server)
        #expect(await browser.get("/oauth?\(silent.encoded)").reply.answer["error"] == "login_required")
        try await browser.signIn()
        #expect(await browser.get("/oauth?\(silent.encoded)").reply.answer["error"] == "consent_required")
        browser = try await server.authorize(in: browser).browser
        #expect(await browser.get("/oauth?\(silent.encoded)").reply.answer["code"] != nil)
        server.clock.advance(100)
        let late = silent.adding("max_age", "99")
        #expect(await browser.get("/oauth?\(late.encoded)").reply.answer["error"] == "login_required")
    }

    @Test(arguments: ["login", "select_account", "login consent"])
    func `prompt login asks for a password though somebody is signed in, once`(prompt: String) async throws {
        let server = try await TestServer()
        var browser = try await server.authorize().browser
        server.clock.advance(50)
        var page = await browser.get("/oauth?\(server.request(["prompt": prompt]).encoded)")
        #expect(page.isSignIn)
        page = try await browser.signIn(on: page)
        if page.isConsent { page = try await browser.allow(on: page) }
        let tokens = await server.token(server.redemption(of: try #require(page.reply.answer["code"])))
        #expect(try DecodedToken(tokens["id_token"]).claims["auth_time"] == .integer(server.now.seconds))
    }

    @Test func `max_age asks when the sign-in is older`() async throws {
        let server = try await TestServer(clients: [
            .make(), .make(id: "strict", secret: "s") { $0.defaultMaxAge = 60 },
        ])
        var browser = try await server.authorize().browser
        server.clock.advance(60)
        #expect(await browser.get("/oauth?\(server.request(["max_age": "60"]).encoded)").reply.answer["code"] != nil)
        server.clock.advance(1)
        #expect(await browser.get("/oauth?\(server.request(["max_age": "60"]).encoded)").isSignIn)
        #expect(await browser.get("/oauth?\(server.request(client: "strict").encoded)").isSignIn)
        #expect(await browser.get("/oauth?\(server.request(["max_age": "0"]).encoded)").isSignIn)
        #expect(await browser.get("/oauth?\(server.request().encoded)").reply.answer["code"] != nil)
    }

    @Test func `a hint fills the name in`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        let page = await browser.get("/oauth?\(server.request(["login_hint": "ada"]).encoded)")
        #expect(page.forms.first?.fields["username"] == "ada")
    }

    @Test func `a redirect URI of an application's own scheme is served`() async throws {
        let server = try await TestServer(clients: [.make(uris: ["com.example.app:/cb?x=1"])])
        let authorization = try await server.authorize(["redirect_uri": "com.example.app:/cb?x=1"])
        #expect(authorization.answer["x"] == "1")
        #expect(authorization.answer["code"] != nil)
    }

    @Test func `trouble is a page of ours where nothing is proved, and the client's error where it is`() async throws {
        let store = MemoryStore()
        let server = try await TestServer(store: store)
        store.fail(.findClient)
        let page = await server.get("/oauth?\(server.request().encoded)")
        #expect(page.status == 503)
        #expect(page.location == nil)
        store.fail(.commitInteraction)
        let long = String(repeating: "n", count: 1_000)
        let large = server.request(["nonce": long, "login_hint": long])
        let error = await server.get("/oauth?\(large.encoded)")
        #expect(error.answer["error"] == "temporarily_unavailable")
        #expect(error.answer["state"] == "state-1")
    }

    @Test func `refusing more leaves what was given, and one person's consent is no other's`() async throws {
        let server = try await TestServer(users: [.make(), .make("grace")])
        var browser = try await server.authorize(["scope": "openid"]).browser
        let wider = await browser.get("/oauth?\(server.request(["scope": "openid email"]).encoded)")
        #expect(try await browser.deny(on: wider).reply.answer["error"] == "access_denied")
        let given = server.request(["scope": "openid"])
        #expect(await browser.get("/oauth?\(given.encoded)").reply.answer["code"] != nil)
        var other = TestBrowser(on: server)
        #expect(try await other.signIn(on: await other.get("/oauth?\(given.encoded)"), as: "grace").isConsent)
    }
}
