import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// `id_token_hint`, `login_hint` and the claim `sub` (OpenID Connect Core §3.1.2.1, §5.5.1).
@Suite struct HintTests {
    private func server() async throws -> TestServer {
        try await TestServer(
            clients: [.make(), .make(id: "other", secret: "other-secret")], users: [.make(), .make("bob")])
    }

    @Test func `the hinted user goes straight through, however old the hint`() async throws {
        let server = try await server()
        let browser = try await server.authorize().browser
        let hint = try await server.tokens(in: browser)["id_token"]
        server.clock.advance(40_000)
        var again = browser
        let request = server.request(["id_token_hint": hint, "prompt": "none"])
        #expect(await again.get("/oauth?\(request.encoded)").reply.answer["code"] != nil)
    }

    @Test func `somebody else than the hinted user signs in first, and it must be the hinted one`() async throws {
        let server = try await server()
        let hint = try await server.tokens(user: "bob")["id_token"]
        var browser = try await server.authorize(user: "ada").browser
        let silent = server.request(["id_token_hint": hint, "prompt": "none"])
        #expect(await browser.get("/oauth?\(silent.encoded)").reply.answer["error"] == "login_required")
        for (user, answer) in [("ada", "error"), ("bob", "code")] {
            let page = await browser.get("/oauth?\(server.request(["id_token_hint": hint]).encoded)")
            #expect(page.isSignIn)
            let reply = try await browser.signIn(on: page, as: user).reply
            #expect(reply.answer[answer] != nil && reply.answer["error"] == (user == "ada" ? "login_required" : nil))
        }
    }

    @Test(arguments: ["x", "a.b.c", ""])
    func `what is no hint of ours proves nobody`(text: String) async throws {
        let server = try await server()
        var browser = try await server.authorize().browser
        let hint = text.isEmpty ? try await server.tokens(client: "other", secret: "other-secret")["id_token"] : text
        let silent = server.request(["id_token_hint": hint, "prompt": "none"])
        #expect(await browser.get("/oauth?\(silent.encoded)").reply.answer["error"] == "login_required")
        let page = await browser.get("/oauth?\(server.request(["id_token_hint": hint]).encoded)")
        #expect(page.isSignIn)
        #expect(try await browser.signIn(on: page).reply.answer["code"] != nil)
    }

    @Test(arguments: [
        ["login_hint": "ada"] as Fields, ["login_hint": "bob"], ["claims": #"{"id_token":{"sub":{"value":"1"}}}"#],
        ["max_age": "0"],
    ])
    func `a client that nobody let in learns nothing of who is signed in`(guess: Fields) async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        let silent = server.request(guess.adding("prompt", "none"))
        #expect(await browser.get("/oauth?\(silent.encoded)").reply.answer["error"] == "consent_required")
    }

    @Test func `a request that was answered with an error is over`() async throws {
        let server = try await server()
        let hint = try await server.tokens(user: "bob")["id_token"]
        var browser = try await server.authorize(user: "ada").browser
        let page = await browser.get("/oauth?\(server.request(["id_token_hint": hint]).encoded)")
        #expect(try await browser.signIn(on: page, as: "ada").reply.answer["error"] == "login_required")
        let again = try await browser.signIn(on: await browser.get(page.target + "&switch=1"), as: "bob")
        #expect(again.reply.answer["error"] == "access_denied" && again.reply.answer["code"] == nil)
    }

    @Test func `an access token is no hint`() async throws {
        let server = try await server()
        let tokens = try await server.tokens()
        #expect(IDTokenHint(tokens["access_token"] ?? "", issuer: server.issuer, keys: server.ring) == nil)
        #expect(
            IDTokenHint(tokens["id_token"] ?? "", issuer: server.issuer, keys: server.ring)?.client == ClientID("app"))
    }

    @Test func `the claim sub demands a user as a hint does`() async throws {
        let server = try await server()
        var browser = try await server.authorize().browser
        let sub = UserRecord.make().id.description
        let right = server.request(["claims": #"{"id_token":{"sub":{"value":"\#(sub)"}}}"#, "prompt": "none"])
        #expect(await browser.get("/oauth?\(right.encoded)").reply.answer["code"] != nil)
        let wrong = server.request(["claims": #"{"id_token":{"sub":{"value":"1"}}}"#, "prompt": "none"])
        #expect(await browser.get("/oauth?\(wrong.encoded)").reply.answer["error"] == "login_required")
    }

    @Test(arguments: ["ada", "ADA", "ada@example.com", " ada", "ada@example.com\n"])
    func `a login hint that names who is signed in changes nothing`(hint: String) async throws {
        let server = try await server()
        var browser = try await server.authorize().browser
        let request = server.request(["login_hint": hint, "prompt": "none"])
        #expect(await browser.get("/oauth?\(request.encoded)").reply.answer["code"] != nil)
    }

    @Test(arguments: ["bob", "nobody-here", "bob@example.com", " bob"])
    func `a login hint of somebody else asks who it is, the same whether they have an account`(
        hint: String
    ) async throws {
        let server = try await server()
        var browser = try await server.authorize().browser
        let silent = server.request(["login_hint": hint, "prompt": "none"])
        #expect(await browser.get("/oauth?\(silent.encoded)").reply.answer["error"] == "account_selection_required")
        let page = await browser.get("/oauth?\(server.request(["login_hint": hint]).encoded)")
        #expect(page.forms.first?.fields["username"] == String(hint.trimmingPrefix(" ")))
        // It is a hint and no demand: whoever signs in is who it is.
        #expect(try await browser.signIn(on: page, as: "ada").reply.answer["code"] != nil)
    }
}
