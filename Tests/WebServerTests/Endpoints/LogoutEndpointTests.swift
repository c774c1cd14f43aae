import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// `/v1/auth/logout` as browsers and clients see it (OpenID Connect RP-Initiated Logout 1.0).
@Suite struct LogoutEndpointTests {
    private static let back = "https://app.example/signed-out"
    private static let withQuery = "https://app.example/signed-out?tab=1&x"
    private static let native = "com.example.app:/signed-out"
    private static let loopback = "http://127.0.0.1:4000/out"

    private func server(issuer: String = "https://cardea.example") async throws -> TestServer {
        let app = ClientRecord.make { metadata in
            metadata.postLogoutRedirectURIs = [Self.back, Self.withQuery, Self.native, Self.loopback].compactMap {
                RedirectURI($0)
            }
        }
        let other = ClientRecord.make(id: "other", secret: "other-secret") { metadata in
            metadata.postLogoutRedirectURIs = ["https://other.example/out"].compactMap { RedirectURI($0) }
        }
        return try await TestServer(issuer: issuer, clients: [app, other], users: [.make(), .make("bob")])
    }

    /// A browser in which `ada` is signed in to `app`, and what the client has.
    private func signedIn(
        _ server: TestServer, _ changes: Fields = [:]
    ) async throws -> (browser: TestBrowser, tokens: Reply) {
        let browser = try await server.authorize().browser
        return (browser, try await server.tokens(changes, in: browser))
    }

    @Test func `with a hint, the person is asked, signed out, and sent back with the state`() async throws {
        let server = try await server()
        var (browser, tokens) = try await signedIn(server)
        let request: Fields = [
            "id_token_hint": tokens["id_token"], "post_logout_redirect_uri": Self.back, "state": "a b&c=\u{fc}#?",
        ]
        let page = await browser.get("/v1/auth/logout?\(request.encoded)")
        #expect(page.reply.status == 200)
        #expect(page.reply.text.contains("The app application"))
        #expect(page.reply.text.contains("ada"))
        #expect(try await server.takes(tokens["access_token"]))
        let done = try await browser.submit("/v1/auth/logout", on: page, ["decision": "logout"])
        #expect(done.reply.status == 303)
        #expect(done.leavesTo?.hasPrefix(Self.back + "?state=") == true)
        #expect(done.reply.answer["state"] == "a b&c=\u{fc}#?")
        #expect(done.reply.answer.pairs.count == 1)
        #expect(await browser.get("/account").isSignIn)
        #expect(await browser.request("GET", "/account").location == "/login")
        #expect(try await !server.takes(tokens["access_token"]))
    }

    @Test func `a hint that names a client which was removed leads to the page that signs out`() async throws {
        let server = try await server()
        var (browser, tokens) = try await signedIn(server)
        #expect(try await server.store.commitRemovalOfClient(ClientID("app")))
        server.clock.advance(2)
        let request: Fields = [
            "id_token_hint": tokens["id_token"], "client_id": "app", "post_logout_redirect_uri": Self.back,
            "state": "s",
        ]
        let page = await browser.get("/v1/auth/logout?\(request.encoded)")
        #expect(page.reply.status == 200)
        let done = try await browser.submit("/v1/auth/logout", on: page, ["decision": "logout"])
        #expect(done.leavesTo == nil && done.reply.status == 200)
        #expect(await browser.get("/account").isSignIn)
        // Who names it without any proof is told, as for every name that is not known.
        #expect(await browser.get("/v1/auth/logout?client_id=app").reply.status == 400)
    }

    @Test(arguments: [404, 200])
    func `so does one whose client has taken its metadata document away, or made it another's`(status: Int) async throws
    {
        let (id, uri) = ("https://app.example/client.json", "http://127.0.0.1:5555/cb")
        let documents = KeptDocuments()
        let text = #"{"client_id":"\#(id)","redirect_uris":["http://127.0.0.1/cb"]}"#
        documents.answer(FetchedDocument(mediaType: "application/json", octets: Array(text.utf8)), at: id)
        let server = try await TestServer.open(documents: documents)
        let authorization = try await server.authorize(exactly: server.request(of: id, to: uri))
        let tokens = await server.token([
            "grant_type": "authorization_code", "code": authorization.code, "redirect_uri": uri, "client_id": id,
            "code_verifier": TestServer.verifier,
        ])
        documents.answer(
            FetchedDocument(status: status, mediaType: "application/json", octets: Array("{}".utf8)), at: id)
        server.clock.advance(700)
        var browser = authorization.browser
        let request: Fields = ["id_token_hint": tokens["id_token"], "post_logout_redirect_uri": Self.back]
        let page = await browser.get("/v1/auth/logout?\(request.encoded)")
        #expect(page.reply.status == 200)
        let done = try await browser.submit("/v1/auth/logout", on: page, ["decision": "logout"])
        #expect(done.leavesTo == nil && done.reply.status == 200)
        #expect(await browser.get("/account").isSignIn)
    }

    @Test(arguments: [back, withQuery, native, loopback])
    func `the address is kept as it was registered`(uri: String) async throws {
        let server = try await server()
        for state in [nil, "s-1"] {
            var (browser, _) = try await signedIn(server)
            let done = try await server.signOut(
                &browser, ["client_id": "app", "post_logout_redirect_uri": uri, "state": state])
            let joint = uri.contains("?") ? "&" : "?"
            #expect(done.leavesTo == (state.map { "\(uri)\(joint)state=\($0)" } ?? uri))
        }
    }

    @Test func `without an address the person stays, and reads that they are signed out`() async throws {
        let server = try await server()
        for query in [[:], ["client_id": "app"], ["state": "s"], ["logout_hint": "ada"]] as [Fields] {
            var (browser, _) = try await signedIn(server)
            let done = try await server.signOut(&browser, query)
            #expect(done.reply.status == 200)
            #expect(done.reply.text.contains("You are signed out"))
            #expect(await browser.get("/account").isSignIn)
        }
    }

    @Test func `every page speaks the language that the application asks for`() async throws {
        let server = try await server()
        var (browser, _) = try await signedIn(server)
        let asked = await browser.get("/v1/auth/logout?ui_locales=xx%20de%20en")
        #expect(asked.reply.text.contains("<html lang=\"de\""))
        let done = try await browser.submit("/v1/auth/logout", on: asked, ["decision": "logout"])
        #expect(done.reply.text.contains("<html lang=\"de\""))
    }

    @Test func `who is signed in nowhere is sent on at once, if it is proved where to`() async throws {
        let server = try await server()
        let hint = try await server.tokens()["id_token"]
        var browser = TestBrowser(on: server)
        let request: Fields = [
            "id_token_hint": hint, "client_id": "app", "post_logout_redirect_uri": Self.back, "state": "s",
        ]
        let page = await browser.get("/v1/auth/logout?\(request.encoded)")
        #expect(page.reply.status == 303)
        #expect(page.leavesTo == Self.back + "?state=s")
        let here = await browser.get("/v1/auth/logout?\(request.removing("post_logout_redirect_uri").encoded)")
        #expect(here.reply.status == 200)
        #expect(here.reply.text.contains("You are signed out"))
    }

    @Test func `a hint counts however old it is`() async throws {
        let server = try await server()
        let (_, tokens) = try await signedIn(server)
        server.clock.advance(86_400)
        var browser = try await server.authorize().browser
        let done = try await server.signOut(
            &browser, ["id_token_hint": tokens["id_token"], "post_logout_redirect_uri": Self.back])
        #expect(done.leavesTo == Self.back)
    }

    @Test func `a hint of another user or an ended session changes nothing about who is asked`() async throws {
        let server = try await server()
        let hint = try await server.tokens(user: "bob")["id_token"]
        var (browser, _) = try await signedIn(server)
        let request: Fields = ["id_token_hint": hint, "post_logout_redirect_uri": Self.back]
        let page = await browser.get("/v1/auth/logout?\(request.encoded)")
        #expect(page.reply.text.contains("ada"))
        #expect(!page.reply.text.contains("bob"))
        #expect(page.forms.first?.buttons["decision"] == "logout")
    }

    @Test func `who stays is signed in as before, and stays here`() async throws {
        let server = try await server()
        var (browser, tokens) = try await signedIn(server)
        let request: Fields = ["client_id": "app", "post_logout_redirect_uri": Self.back]
        let page = await browser.get("/v1/auth/logout?\(request.encoded)")
        let stayed = try await browser.submit("/v1/auth/logout", on: page, ["decision": "stay"])
        #expect(stayed.target == "/account")
        #expect(try await server.takes(tokens["access_token"]))
    }

    @Test func `a form of the client's own page arrives without our cookie and asks all the same`() async throws {
        let server = try await server()
        var (browser, tokens) = try await signedIn(server)
        let request: Fields = [
            "id_token_hint": tokens["id_token"], "post_logout_redirect_uri": Self.back, "state": "s t",
            "decision": "logout", "csrf": "x",
        ]
        let bounced = await server.post("/v1/auth/logout", form: request)
        #expect(bounced.status == 303)
        #expect(bounced.setCookies.isEmpty)
        let target = try #require(bounced.location)
        #expect(target.hasPrefix("/v1/auth/logout?"))
        #expect(bounced.answer["decision"] == nil)
        let page = await browser.get(target)
        #expect(page.forms.first?.buttons["decision"] == "logout")
        #expect(try await server.takes(tokens["access_token"]))
        let done = try await browser.submit("/v1/auth/logout", on: page, ["decision": "logout"])
        #expect(done.leavesTo == Self.back + "?state=s+t")
    }

    @Test func `a form of a page on the same site arrives with our cookie and asks too`() async throws {
        let server = try await server()
        var (browser, tokens) = try await signedIn(server)
        let page = await browser.post(
            "/v1/auth/logout", ["id_token_hint": tokens["id_token"], "post_logout_redirect_uri": Self.back])
        #expect(page.reply.status == 200)
        let done = try await browser.submit("/v1/auth/logout", on: page, ["decision": "logout"])
        #expect(done.leavesTo == Self.back)
    }

    @Test func `a confirmation sent twice ends where the first one did`() async throws {
        let server = try await server()
        var (browser, _) = try await signedIn(server)
        let request: Fields = ["client_id": "app", "post_logout_redirect_uri": Self.back]
        let page = await browser.get("/v1/auth/logout?\(request.encoded)")
        var twin = browser
        _ = try await browser.submit("/v1/auth/logout", on: page, ["decision": "logout"])
        #expect(try await twin.submit("/v1/auth/logout", on: page, ["decision": "logout"]).leavesTo == Self.back)
    }

    @Test func `what was given for when the person is away outlives their sign-out`() async throws {
        let server = try await server()
        var (browser, kept) = try await signedIn(server, ["scope": "openid profile offline_access"])
        let ended = try await server.tokens(["scope": "openid profile"], in: browser)
        try await server.signOut(&browser)

        #expect(try await !server.takes(ended["access_token"]))
        #expect(await server.token(server.refreshing(ended["refresh_token"])).error == "invalid_grant")

        #expect(try await server.takes(kept["access_token"]))
        #expect(await server.introspect(kept["refresh_token"]).json["active"] == .bool(true))
        let refreshed = await server.token(server.refreshing(kept["refresh_token"]))
        #expect(refreshed.status == 200)
        #expect(try await server.takes(refreshed["access_token"]))
        // The session that it would be bound to is gone.
        #expect(await server.get("/v1/auth/renewaccesstoken", bearer: kept["access_token"]).status == 401)
        // Its own sign-out is long past when the person ends everything.
        let user = try #require(try await server.store.findUser(login: "ada"))
        #expect(try await server.store.commitPassword("x", of: user.id, at: server.now) == .done)
        #expect(try await !server.takes(refreshed["access_token"]))
    }

    @Test func `a session ended from the list of sessions takes everything with it`() async throws {
        let server = try await server()
        var (browser, tokens) = try await signedIn(server, ["scope": "openid offline_access"])
        let page = await browser.get("/account/sessions")
        _ = try await browser.submit("/account/sessions", on: page, [:])
        #expect(await browser.request("GET", "/account").location == "/login")
        #expect(try await !server.takes(tokens["access_token"]))
        #expect(await server.token(server.refreshing(tokens["refresh_token"])).error == "invalid_grant")
    }

    @Test func `below an issuer's path everything stays there`() async throws {
        let server = try await server(issuer: "https://cardea.example/tenant")
        var browser = TestBrowser(on: server)
        _ = try await browser.signIn(on: await browser.get("/tenant/login"))
        let page = await browser.get("/tenant/v1/auth/logout?client_id=app")
        #expect(page.forms.first?.action == "/tenant/v1/auth/logout")
        let bounced = await server.post("/tenant/v1/auth/logout", form: ["client_id": "app"])
        #expect(bounced.location == "/tenant/v1/auth/logout?client_id=app")
    }

    @Test func `trouble with the store signs nobody out and says so`() async throws {
        let store = MemoryStore()
        let server = try await TestServer(store: store)
        var browser = try await server.authorize().browser
        let page = await browser.get("/v1/auth/logout")
        store.fail(.commitEnd)
        let failed = try await browser.submit("/v1/auth/logout", on: page, ["decision": "logout"])
        #expect(failed.reply.status == 503)
        #expect(browser.session != nil)
        store.fail(nil)
        #expect(await browser.request("GET", "/account").status == 200)
    }
}
