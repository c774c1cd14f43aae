import CardeaTesting
import OAuthProtocol
import Storage
import StorageTesting
import Testing

/// Nobody acts in another person's browser, and nobody puts a session of their own choosing there.
@Suite struct Attack19_ForgeryAndFixation {
    private let server: TestServer

    init() async throws {
        server = try await TestServer(users: [.make(), .make("eve")])
    }

    @Test func `every sign-in gives another session cookie, and the old one is worth nothing`() async throws {
        var browser = TestBrowser(on: server)
        var seen: Set<String?> = []
        _ = await browser.get("/login")
        seen.insert(browser.session)
        for _ in 0..<3 {
            let page = await browser.get("/oauth?\(server.request(["prompt": "login"]).encoded)")
            let before = browser.session
            _ = try await browser.signIn(on: page)
            #expect(seen.insert(browser.session).inserted)
            var old = TestBrowser(on: server)
            old.cookies.plant("__Host-cardea-session", before)
            #expect(await old.request("GET", "/account").location == "/login")
        }
    }

    @Test func `a cookie that was planted before sign-in is not the one after it`() async throws {
        var attacker = TestBrowser(on: server)
        _ = await attacker.get("/login")
        let planted = attacker.session
        var victim = TestBrowser(on: server)
        victim.cookies.plant("__Host-cardea-session", planted)
        try await victim.signIn()
        #expect(victim.session != planted)
        #expect(await attacker.request("GET", "/account").location == "/login")
    }

    @Test func `an attacker who knows the cookie from before has nothing of the request after`() async throws {
        var attacker = TestBrowser(on: server)
        _ = await attacker.get("/login")
        var victim = attacker
        let consent = try await victim.signIn(on: await victim.get("/oauth?\(server.request().encoded)"))
        let seen = await attacker.get(consent.target)
        #expect(seen.isSignIn && !seen.isConsent)
        #expect(try await attacker.submit("/consent", on: consent, ["decision": "allow"]).leavesTo == nil)
    }

    @Test(arguments: ["/login", "/consent", "/account/sessions", "/account/applications", "/v1/auth/logout", "/device"])
    func `a form without our token does nothing`(path: String) async throws {
        let authorization = try await server.authorize()
        var browser = authorization.browser
        let own = await browser.get("/account/sessions").forms.first?.fields["id"]
        let waiting = await browser.get("/oauth?\(server.request(["prompt": "consent"]).encoded)")
        let base: Fields = [
            "username": "eve", "password": TestServer.password, "decision": "logout", "id": own, "client_id": "app",
            "request": waiting.forms.first?.fields["request"],
        ]
        let stranger = try await TestServer(seed: 2)
        var elsewhere = TestBrowser(on: stranger)
        let foreign = await elsewhere.get("/login").forms.first?.fields["csrf"]
        for token in [nil, "", "x", foreign] {
            let reply = await browser.request("POST", path, base.setting("csrf", to: token))
            // At most it leads to a page that asks again.
            #expect(reply.location?.hasPrefix("/login?request=") ?? true)
            #expect(await browser.get("/account").reply.text.contains("ada"))
            #expect(try await server.store.findConsents(of: UserRecord.make().id).count == 1)
        }
    }

    @Test func `the token of one form is not good for another, nor that of one person for another`() async throws {
        var browser = try await server.authorize().browser
        var eve = TestBrowser(on: server)
        try await eve.signIn(as: "eve")
        let account = await browser.get("/account/sessions").forms.first?.fields["csrf"]
        let logout = await browser.get("/v1/auth/logout").forms.first?.fields["csrf"]
        let eves = await eve.get("/v1/auth/logout").forms.first?.fields["csrf"]
        #expect(account != logout && logout != eves)
        for token in [account, eves] {
            _ = await browser.request("POST", "/v1/auth/logout", ["decision": "logout", "csrf": token])
            #expect(await browser.request("GET", "/account").status == 200)
        }
    }

    @Test(arguments: [
        "https://evil.example", "null", "http://cardea.example", "https://cardea.example:444",
        "https://cardea.example.evil",
    ])
    func `a form that another site posts is refused though it had the token`(origin: String) async throws {
        var browser = TestBrowser(on: server)
        let page = await browser.get("/login")
        let form = try #require(page.forms.first)
        let fields = form.fields.replacing(with: ["username": "ada", "password": TestServer.password])
        let reply = await server.post(
            "/login", form: fields, headers: ["Cookie": browser.cookies.header, "Origin": origin])
        #expect(reply.status == 403)
        let own: Fields = ["Cookie": browser.cookies.header, "Origin": "https://cardea.example"]
        #expect(await server.post("/login", form: fields, headers: own).location == "/account")
    }

    @Test func `a link signs nobody out and consents to nothing`() async throws {
        var browser = try await server.authorize().browser
        let csrf = await browser.get("/v1/auth/logout").forms.first?.fields["csrf"] ?? ""
        _ = await browser.get("/v1/auth/logout?decision=logout&csrf=\(csrf)")
        #expect(await browser.request("GET", "/account").status == 200)
        let page = await browser.get("/oauth?\(server.request(["prompt": "consent"]).encoded)")
        let fields = try #require(page.forms.first?.fields).adding("decision", "allow")
        let reply = await browser.request("GET", "/consent?\(fields.encoded)")
        #expect(reply.answer["code"] == nil)
    }

    @Test(arguments: ["GET", "POST"])
    func `an application's request for logout signs nobody out by itself`(method: String) async throws {
        var browser = try await server.authorize().browser
        let hint = try await server.tokens(in: browser)["id_token"]
        let csrf = await browser.get("/v1/auth/logout").forms.first?.fields["csrf"]
        // A link may even know the form's token; a form of elsewhere does not.
        let token = method == "GET" ? csrf : "x"
        for request in [
            ["id_token_hint": hint], ["id_token_hint": hint, "decision": "logout"],
            ["client_id": "app", "decision": "logout", "csrf": token],
        ] as [Fields] {
            let query = method == "GET" ? "?\(request.encoded)" : ""
            let page = await browser.request(method, "/v1/auth/logout\(query)", method == "GET" ? nil : request)
            #expect(page.status == 200)
            #expect(await browser.request("GET", "/account").status == 200)
        }
    }

    @Test func `one cannot end another person's session or consent`() async throws {
        var ada = try await server.authorize().browser
        let id = await ada.get("/account/sessions").forms.first?.fields["id"] ?? ""
        var eve = TestBrowser(on: server)
        try await eve.signIn(as: "eve")
        let page = await eve.get("/account/sessions")
        _ = try await eve.submit("/account/sessions", on: page, ["id": id])
        #expect(await ada.request("GET", "/account").status == 200)
        let form = try #require(await eve.get("/account/sessions").forms.first)
        _ = await eve.request("POST", "/account/applications", form.fields.adding("client_id", "app"))
        #expect(try await server.store.findConsents(of: UserRecord.make().id).count == 1)
    }

    @Test func `cookies cannot be read by scripts, sent by other sites' forms, or planted by other hosts`() async throws
    {
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        #expect(browser.cookies.attributes.count == 2)
        for (name, attributes) in browser.cookies.attributes {
            #expect(name.hasPrefix("__Host-"))
            #expect(attributes.isSuperset(of: ["path=/", "httponly", "secure", "samesite=lax"]))
            #expect(!attributes.contains { $0.hasPrefix("domain") })
        }
    }

    @Test(arguments: ["/login", "/device", "/consent", "/account/sessions", "/oauth", "/v1/auth/logout"])
    func `a form that another site posts, without the cookie that the browser has, puts none in its place`(
        path: String
    ) async throws {
        let server = try await TestServer()
        let reply = await server.post(path, form: ["username": "ada", "password": "x", "request": "y"])
        #expect(reply.header("Set-Cookie") == nil)
    }
}
