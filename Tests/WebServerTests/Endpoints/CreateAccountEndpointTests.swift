import CardeaTesting
import Dispatch
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

@testable import Identity

@Suite struct CreateAccountEndpointTests {
    static let bob: Fields = [
        "username": "bob", "email": "bob@example.com", "name": "Bob Boole", "password": "a password of Bob's",
    ]

    private func server(_ client: ClientRecord = .make()) async throws -> TestServer {
        try await TestServer(clients: [client]) { $0.accountRegistration = true }
    }

    @Test func `an account is made, signed in, and good for signing in again`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        let form = await browser.get("/create-account")
        let before = browser.session
        let page = try await browser.submit("/create-account", on: form, Self.bob)
        #expect(page.target == "/account")
        #expect(page.reply.text.contains("Bob Boole"))
        #expect(browser.session != before)
        let user = try #require(try await server.store.findUser(login: "bob"))
        #expect(user.email == "bob@example.com" && !user.emailVerified && !user.disabled)
        var other = TestBrowser(on: server)
        try await other.signIn(as: "bob", password: "a password of Bob's")
    }

    @Test func `the sign-in page leads there and back, with the request that waits`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        let signIn = await browser.get("/oauth?\(server.request().encoded)")
        let handle = try #require(signIn.forms.first?.fields["request"])
        #expect(signIn.reply.text.contains("/create-account?request=\(handle)"))
        let form = await browser.get("/create-account?request=\(handle)")
        #expect(form.reply.text.contains("The app application"))
        #expect(form.reply.text.contains("/login?request=\(handle)"))
        let consent = try await browser.submit("/create-account", on: form, Self.bob)
        #expect(consent.isConsent)
        let done = try await browser.allow(on: consent)
        #expect(done.reply.answer["code"] != nil)
        #expect(done.reply.answer["state"] == "state-1")
    }

    @Test func `prompt=create leads to the form, whoever is signed in`() async throws {
        let server = try await server(.make { $0.skipsConsent = true })
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        let form = await browser.get("/oauth?\(server.request(["prompt": "create"]).encoded)")
        #expect(form.target.hasPrefix("/create-account?request="))
        let done = try await browser.submit("/create-account", on: form, Self.bob)
        let code = try #require(done.reply.answer["code"])
        let tokens = await server.token(server.redemption(of: code))
        let bob = try #require(try await server.store.findUser(login: "bob"))
        let me = await server.get("/v1/auth/me", bearer: tokens["access_token"])
        #expect(me.integer("userId") == bob.id.number)
        #expect(await browser.get("/account").reply.text.contains("Bob Boole"))
    }

    @Test func `who was asked to make an account may sign in instead`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        let form = await browser.get("/oauth?\(server.request(["prompt": "create"]).encoded)")
        let handle = try #require(form.forms.first?.fields["request"])
        let signIn = await browser.get("/login?request=\(handle)")
        #expect(try await browser.signIn(on: signIn).isConsent)
    }

    @Test(arguments: [("ada@example.org", "email"), ("newcomer", "username")])
    func `login_hint is filled in where it belongs`(hint: String, field: String) async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        let request = server.request(["prompt": "create", "login_hint": hint])
        let form = await browser.get("/oauth?\(request.encoded)")
        #expect(form.forms.first?.fields[field] == hint)
    }

    @Test func `what is wrong is shown with what was typed, and never the password`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        let typed: Fields = ["username": "a b", "email": "nowhere", "name": "Bob", "password": "secret7"]
        let page = try await browser.submit("/create-account", on: await browser.get("/create-account"), typed)
        #expect(page.reply.status == 400)
        #expect(page.forms.first?.fields["username"] == "a b")
        #expect(page.forms.first?.fields["email"] == "nowhere")
        #expect(page.forms.first?.fields["name"] == "Bob")
        #expect(!page.reply.text.contains("secret7"))
        #expect(page.reply.text.contains("at least 8"))
        #expect(try await server.store.findUsers().count == 1)
        let mended = try await browser.submit("/create-account", on: page, Self.bob)
        #expect(mended.target == "/account")
    }

    @Test func `a name that is taken can be replaced by one that is not`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        var page = await browser.get("/create-account")
        for taken: Fields in [["username": "ADA"], ["email": "Ada@example.com"]] {
            page = try await browser.submit("/create-account", on: page, Self.bob.replacing(with: taken))
            #expect(page.reply.status == 400)
            #expect(page.leavesTo == nil)
        }
        #expect(try await browser.submit("/create-account", on: page, Self.bob).target == "/account")
    }

    @Test func `whoever is signed in already is led to the account pages`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        #expect(await browser.get("/create-account").target == "/account")
    }

    @Test func `a request that waits no more is told so, and the account is made all the same`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        #expect(await browser.get("/create-account?request=unknown").reply.status == 403)
        let form = await browser.get("/oauth?\(server.request(["prompt": "create"]).encoded)")
        server.clock.advance(3600)
        let page = try await browser.submit("/create-account", on: form, Self.bob)
        #expect(page.reply.status == 200 && page.reply.text.contains("You are signed in"))
        #expect(try await server.store.findUser(login: "bob") != nil)
    }

    @Test func `when the hashing pool is full it is 429, and what was typed is kept`() async throws {
        let hasher = try PasswordHasher(memory: 8 * 1024, passes: 1, threads: 1, waiting: 0)
        let server = try await TestServer(users: [], hasher: hasher) { $0.accountRegistration = true }
        let gate = DispatchSemaphore(value: 0)
        #expect(hasher.pool.submit(for: HashingCause(kind: .newAccount, holders: [])) { gate.wait() })
        var browser = TestBrowser(on: server)
        let page = try await browser.submit("/create-account", on: await browser.get("/create-account"), Self.bob)
        #expect(page.reply.status == 429)
        #expect(page.reply.header("Retry-After") != nil)
        #expect(page.forms.first?.fields["username"] == "bob")
        #expect(try await server.store.findUsers().isEmpty)
        gate.signal()
    }

    @Test func `a store that fails is no account and no session`() async throws {
        let store = MemoryStore()
        let server = try await TestServer(store: store) { $0.accountRegistration = true }
        var browser = TestBrowser(on: server)
        let form = await browser.get("/create-account")
        for call in [MemoryStore.Call.commitAttempt, .findUserByLogin, .commitNewUser, .commitSession] {
            store.fail(call)
            #expect(try await browser.submit("/create-account", on: form, Self.bob).reply.status == 503)
        }
        store.fail(nil)
        #expect(await browser.get("/account").isSignIn)
    }

    @Test func `without registration there is nothing of it`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        #expect(await browser.get("/create-account").reply.status == 404)
        #expect(await browser.post("/create-account", Self.bob).reply.status == 404)
        let signIn = await browser.get("/oauth?\(server.request().encoded)")
        #expect(!signIn.reply.text.contains("create-account"))
        let refused = await server.get("/oauth?\(server.request(["prompt": "create"]).encoded)")
        #expect(refused.answer["error"] == "invalid_request")
        let metadata = await server.get("/.well-known/openid-configuration").json
        #expect(metadata["prompt_values_supported"]?.strings?.contains("create") == false)
    }

    @Test func `with it metadata says so`() async throws {
        let server = try await server()
        let metadata = await server.get("/.well-known/openid-configuration").json
        #expect(metadata["prompt_values_supported"]?.strings?.contains("create") == true)
    }
}
