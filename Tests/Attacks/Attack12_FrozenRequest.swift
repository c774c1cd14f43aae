import CardeaTesting
import OAuthProtocol
import Storage
import StorageTesting
import Testing

/// What was asked at the authorization endpoint is what is granted: between the two the browser carries a handle, and
/// nothing that it adds or swaps counts.
@Suite struct Attack12_FrozenRequest {
    private static let evil: Fields = [
        "scope": "openid profile email offline_access", "redirect_uri": "https://evil.example/cb", "client_id": "evil",
        "state": "evil", "response_type": "token", "code_challenge": TestServer.challenge,
        "code_challenge_method": "plain",
        "resource": "https://evil.example", "nonce": "evil", "prompt": "none", "max_age": "0", "login_hint": "eve",
    ]

    private func server() async throws -> TestServer {
        try await TestServer(
            clients: [.make(), .make(id: "evil", secret: "s", uris: ["https://evil.example/cb"])],
            users: [.make(), .make("eve")])
    }

    @Test func `parameters added to the sign-in and consent forms are ignored`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        let signIn = await browser.get("/oauth?\(server.request(["scope": "openid"]).encoded)")
        let fields = Self.evil.replacing(with: ["username": "ada", "password": TestServer.password])
        let consent = try await browser.submit("/login", on: signIn, fields)
        #expect(consent.isConsent)
        #expect(!consent.reply.text.contains("evil"))
        let done = try await browser.submit("/consent", on: consent, Self.evil.replacing(with: ["decision": "allow"]))
        #expect(done.leavesTo?.hasPrefix("https://app.example/callback?code=") == true)
        #expect(done.reply.answer["state"] == "state-1")
        let tokens = await server.token(server.redemption(of: done.reply.answer["code"] ?? ""))
        #expect(tokens.status == 200)
        #expect(try DecodedToken(tokens["access_token"])["scope"] == "openid")
        #expect(try DecodedToken(tokens["id_token"])["nonce"] == nil)
    }

    @Test func `so are those in the query of the pages`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        let signIn = await browser.get("/oauth?\(server.request(["scope": "openid"]).encoded)")
        let again = await browser.get("\(signIn.target)&\(Self.evil.encoded)")
        #expect(again.isSignIn)
        let consent = try await browser.signIn(on: again)
        let shown = await browser.get("\(consent.target)&\(Self.evil.encoded)")
        let done = try await browser.allow(on: shown)
        #expect(done.leavesTo?.hasPrefix("https://app.example/callback?code=") == true)
        #expect(done.reply.answer["state"] == "state-1")
    }

    @Test func `two requests in one browser do not change each other`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        let first = await browser.get("/oauth?\(server.request(["scope": "openid", "state": "one"]).encoded)")
        let evil = server.request(["redirect_uri": "https://evil.example/cb", "state": "two"], client: "evil")
        let second = await browser.get("/oauth?\(evil.encoded)")
        #expect(second.isConsent)
        // The page of the one with the handle of the other.
        let handle = try #require(second.forms.first?.fields["request"])
        let swapped = try await browser.submit("/consent", on: first, ["request": handle, "decision": "allow"])
        #expect(swapped.reply.status == 403)
        let done = try await browser.allow(on: first)
        #expect(done.reply.answer["state"] == "one")
        #expect(done.leavesTo?.hasPrefix("https://app.example/") == true)
    }

    @Test func `a handle is worth nothing in another browser, signed in or not`() async throws {
        let server = try await server()
        var victim = TestBrowser(on: server)
        let signIn = await victim.get("/oauth?\(server.request().encoded)")
        var other = TestBrowser(on: server)
        #expect(await other.get(signIn.target).reply.status == 403)
        try await other.signIn(as: "eve")
        #expect(await other.get(signIn.target).reply.status == 403)
        let consent = try await victim.signIn(on: signIn)
        #expect(await other.get(consent.target).reply.status == 403)
        let form = try #require(consent.forms.first)
        let stolen = await other.post("/consent", form.fields.adding("decision", "allow"))
        #expect(stolen.reply.status == 403)
        #expect(try await victim.allow(on: consent).reply.answer["code"] != nil)
    }

    @Test func `an address that the client gave up meanwhile gets no code`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        let consent = try await browser.signIn(on: await browser.get("/oauth?\(server.request().encoded)"))
        _ = try await server.store.commitClient(.make(uris: ["https://app.example/new"]))
        server.clock.advance(1)
        let done = try await browser.allow(on: consent)
        #expect(done.leavesTo == nil)
        #expect(done.reply.status == 403)
    }

    @Test func `a request that waited for an hour is over`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        let consent = try await browser.signIn(on: await browser.get("/oauth?\(server.request().encoded)"))
        server.clock.advance(3600)
        #expect(try await browser.allow(on: consent).reply.status == 403)
    }

    @Test func `nothing of a request is on a page or in the address of one`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        let request = server.request(["state": "canary-state", "nonce": "canary-nonce"])
        let signIn = await browser.get("/oauth?\(request.encoded)")
        let consent = try await browser.signIn(on: signIn)
        #expect(signIn.isSignIn && consent.isConsent)
        for page in [signIn, consent] {
            for text in ["canary", PercentEncoding.encode("https://app.example/callback")] {
                #expect(!page.reply.text.contains(text) && !page.target.contains(text), "\(text)")
            }
        }
    }
}
