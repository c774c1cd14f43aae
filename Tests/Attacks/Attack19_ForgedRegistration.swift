import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import Testing

/// Nobody makes another person's browser register, and nobody keeps hold of a browser that has registered.
@Suite struct Attack19_ForgedRegistration {
    private let server: TestServer
    private let fields: Fields = [
        "username": "mallory", "email": "mallory@example.com", "password": "mallory's password",
    ]

    init() async throws {
        server = try await TestServer { $0.accountRegistration = true }
    }

    private func nobodyCame() async throws {
        #expect(try await server.store.findUsers().map(\.username) == ["ada"])
    }

    @Test func `a form without our token makes no account`() async throws {
        var browser = TestBrowser(on: server)
        let login = await browser.get("/login").forms.first?.fields["csrf"]
        var other = TestBrowser(on: server)
        let others = await other.get("/create-account").forms.first?.fields["csrf"]
        for token in [nil, "", "x", login, others] {
            let reply = await browser.request("POST", "/create-account", fields.setting("csrf", to: token))
            #expect(reply.status == 403)
        }
        try await nobodyCame()
    }

    @Test(arguments: ["https://evil.example", "null", "http://cardea.example", "https://cardea.example.evil"])
    func `a form that another site posts makes no account though it had the token`(origin: String) async throws {
        var browser = TestBrowser(on: server)
        let form = try #require(await browser.get("/create-account").forms.first)
        let reply = await server.post(
            "/create-account", form: form.fields.replacing(with: fields),
            headers: ["Cookie": browser.cookies.header, "Origin": origin])
        #expect(reply.status == 403)
        try await nobodyCame()
    }

    @Test func `the token of one request's form is not good for another's`() async throws {
        var browser = TestBrowser(on: server)
        let first = await browser.get("/oauth?\(server.request(["prompt": "create"]).encoded)")
        let second = await browser.get("/oauth?\(server.request(["prompt": "create", "state": "2"]).encoded)")
        let form = try #require(first.forms.first)
        let handle = second.forms.first?.fields["request"]
        let mixed = form.fields.replacing(with: fields).setting("request", to: handle)
        #expect(await browser.request("POST", "/create-account", mixed).status == 403)
        try await nobodyCame()
    }

    @Test func `a request that waits in another browser cannot be registered for`() async throws {
        var victim = TestBrowser(on: server)
        let form = await victim.get("/oauth?\(server.request(["prompt": "create"]).encoded)")
        var attacker = TestBrowser(on: server)
        #expect(await attacker.get(form.target).reply.status == 403)
        let own = try #require(await attacker.get("/create-account").forms.first)
        let handle = form.forms.first?.fields["request"]
        let reply = await attacker.request(
            "POST", "/create-account", own.fields.replacing(with: fields).setting("request", to: handle))
        #expect(reply.status == 403)
        try await nobodyCame()
    }

    @Test func `a cookie from before is worth nothing after`() async throws {
        var attacker = TestBrowser(on: server)
        _ = await attacker.get("/login")
        var victim = TestBrowser(on: server)
        victim.cookies.plant("__Host-cardea-session", attacker.session)
        let page = try await victim.submit("/create-account", on: await victim.get("/create-account"), fields)
        #expect(page.target == "/account")
        #expect(victim.session != attacker.session)
        #expect(await attacker.request("GET", "/account").location == "/login")
    }

    @Test func `a link makes no account`() async throws {
        var browser = TestBrowser(on: server)
        let form = try #require(await browser.get("/create-account").forms.first)
        _ = await browser.get("/create-account?\(form.fields.replacing(with: fields).encoded)")
        try await nobodyCame()
    }

    @Test(arguments: Attack18_Injection.payloads)
    func `what was typed is shown as it is`(payload: String) async throws {
        var browser = TestBrowser(on: server)
        let typed: Fields = ["username": payload, "email": payload, "name": payload, "password": payload]
        let page = try await browser.submit("/create-account", on: await browser.get("/create-account"), typed)
        #expect(page.reply.status == 400)
        let text = page.reply.text.lowercased()
        for danger in ["<script", "<img", "<svg onload", "' autofocus onfocus", "<b\u{301}>", "<!--", "<i>"] {
            #expect(!text.contains(danger), "\(payload)")
        }
    }
}
