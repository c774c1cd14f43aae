import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Clients that register themselves (RFC 7591) and look after that (RFC 7592).
@Suite struct RegistrationEndpointTests {
    private static let uri = "http://127.0.0.1:4321/callback"
    private static let native = #"{"redirect_uris":["http://127.0.0.1/callback"],"client_name":"Editor"}"#
    private static let web = #"{"redirect_uris":["https://web.example/cb"],"scope":"openid"}"#

    @Test func `a client registers, signs somebody in, and refreshes`() async throws {
        let server = try await TestServer.open()
        let reply = await server.register(Self.native)
        #expect(reply.status == 201)
        #expect(reply.header("Cache-Control") == "no-store")
        let id = try #require(reply["client_id"])
        let tokens = try await server.tokens(of: id, to: Self.uri)
        #expect(tokens.status == 200)
        let refreshed = await server.token(
            ["grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": id])
        #expect(refreshed.status == 200)
        #expect(try DecodedToken(refreshed["access_token"] ?? "").claims["client_id"] == .string(id))
    }

    @Test func `the answer says everything that is registered, and nothing that is not`() async throws {
        let server = try await TestServer.open()
        let reply = await server.register(Self.web)
        #expect(
            reply.json.members.map(\.name) == [
                "client_id", "client_id_issued_at", "client_secret", "client_secret_expires_at",
                "registration_access_token", "registration_client_uri", "redirect_uris", "grant_types",
                "response_types", "token_endpoint_auth_method", "scope",
            ])
        #expect(reply.integer("client_id_issued_at") == server.now.seconds)
        #expect(reply.integer("client_secret_expires_at") == 0)
        #expect(reply["token_endpoint_auth_method"] == "client_secret_basic")
        #expect(reply["scope"] == "openid")
        #expect(
            reply["registration_client_uri"] == "https://cardea.example/v1/auth/register/\(reply["client_id"] ?? "")")
        #expect(!reply.text.contains("null"))
    }

    @Test func `a byte order mark before what is stated is passed over`() async throws {
        let server = try await TestServer.open()
        #expect(await server.register("\u{feff}" + Self.web).status == 201)
    }

    @Test func `places of request objects that cannot be, or are never visited, are left out, and the answer says so`()
        async throws
    {
        let server = try await TestServer.open()
        let reply = await server.register(
            #"{"redirect_uris":["https://web.example/cb"],"request_uris":["/r?hash=1","http://web.example/r","#
                + #""https://10.0.0.1/r","https://web.example/r"]}"#)
        #expect(reply.status == 201)
        #expect(reply.json["request_uris"] == .strings(["https://web.example/r"]))
        let none = await server.register(#"{"redirect_uris":["https://web.example/cb"],"request_uris":["/r"]}"#)
        #expect(none.status == 201 && none.json["request_uris"] == nil)
    }

    @Test func `registering keeps no row, and the first consent keeps one`() async throws {
        let server = try await TestServer.open()
        let id = try #require(await server.register(Self.native)["client_id"])
        #expect(try await server.store.findClients().map(\.id.value) == ["app"])
        _ = try await server.tokens(of: id, to: Self.uri)
        let kept = try #require(try await server.store.findClient(ClientID(id)))
        #expect(kept.origin == .registration)
        #expect(kept.expiry?.at == server.now + RegistrationRules.patience)
    }

    @Test func `a refusal keeps no row`() async throws {
        let server = try await TestServer.open()
        let id = await server.register(Self.native)["client_id"]
        var browser = TestBrowser(on: server)
        var page = await browser.get("/oauth?\(server.request(of: id, to: Self.uri).encoded)")
        page = try await browser.signIn(on: page)
        page = try await browser.deny(on: page)
        #expect(page.reply.answer["error"] == "access_denied")
        #expect(try await server.store.findClients().map(\.id.value) == ["app"])
    }

    @Test func `a confidential client authenticates with the secret that it was given, and with no other`() async throws
    {
        let server = try await TestServer.open()
        let (one, other) = (await server.register(Self.web), await server.register(Self.web))
        let fields: Fields = ["token": "x", "client_id": one["client_id"]]
        let path = "/v1/auth/revoke"
        #expect(await server.post(path, form: fields.adding("client_secret", one["client_secret"] ?? "")).status == 200)
        for secret in [other["client_secret"], one["registration_access_token"], "", one["client_id"]] {
            let reply = await server.post(path, form: fields.adding("client_secret", secret ?? ""))
            #expect(reply.status == 401)
            #expect(reply.error == "invalid_client")
        }
    }

    @Test func `a client that steps up gets a scope that it did not register with`() async throws {
        let server = try await TestServer.open { $0.registration.scopes = Scope(["openid", "read", "write"]) }
        let id = await server.register(
            #"{"redirect_uris":["http://127.0.0.1/callback"],"scope":"openid read admin"}"#)["client_id"]
        let first = try await server.authorize(exactly: server.request(of: id, to: Self.uri).removing("scope"))
        let tokens = await server.token([
            "grant_type": "authorization_code", "code": first.code, "redirect_uri": Self.uri, "client_id": id,
            "code_verifier": TestServer.verifier,
        ])
        #expect(tokens["scope"] == "openid read")
        server.clock.advance(2)
        let second = try await server.tokens(of: id, to: Self.uri, ["scope": "openid read write admin"])
        #expect(second["scope"] == "openid read write")
    }

    @Test(
        arguments: [
            (["openid", "read"], #"{"scope":"claudeai""#, "openid"), (["openid", "read"], "{", "openid"),
            (["read", "write"], #"{"scope":"openid email profile""#, "read write"),
            (["read", "write"], "{", "read write"),
            (["openid", "read"], #"{"scope":"claudeai read""#, "read"),
        ])
    func `a client that states scopes which nobody has here is taken, and told what it gets instead`(
        ceiling: [String], start: String, scope: String
    ) async throws {
        let server = try await TestServer.open { $0.registration.scopes = Scope(ceiling) }
        let separator = start == "{" ? "" : ","
        let reply = await server.register(start + separator + #""redirect_uris":["http://127.0.0.1/callback"]}"#)
        #expect(reply.status == 201)
        #expect(reply["scope"] == scope)
        let page = await server.get(
            "/oauth?\(server.request(of: reply["client_id"], to: Self.uri).removing("scope").encoded)")
        #expect(page.answer["error"] == nil)
    }

    @Test func `a client that acts for itself and may have none of its scopes is refused, and told which it may have`()
        async throws
    {
        let server = try await TestServer.open { $0.registration.scopes = Scope(["read", "write"]) }
        let tokens = InitialAccessTokens(
            keys: TokenKeys(ring: server.ring, master: server.master), clients: server.store)
        let token = tokens.make(named: "ci", at: server.now, until: server.now + 99).exposed
        func register(_ scope: String) async -> Reply {
            await server.register(#"{"grant_types":["client_credentials"]\#(scope)}"#, bearer: token)
        }
        let refused = await register(#","scope":"openid admin""#)
        #expect(refused.status == 400 && refused.error == "invalid_client_metadata")
        #expect(refused["error_description"] == "scope: none of these may be had here, but some of: read write")
        // Some is some (RFC 7591 §3.2.1), and whoever states none leaves it to us.
        let some = await register(#","scope":"admin write""#)
        #expect(some.status == 201 && some["scope"] == "write")
        #expect(await register("")["scope"] == "read write")
        #expect(await register(#","scope":"""#)["scope"] == "read write")
        let change =
            #"{"client_id":"\#(some["client_id"] ?? "")","grant_types":["client_credentials"],"scope":"admin"}"#
        let replaced = await server.registration(
            "PUT", of: some["client_id"], token: some["registration_access_token"], change)
        #expect(replaced.status == 400 && replaced.error == "invalid_client_metadata")
    }

    @Test(arguments: ["client_secret_basic", "client_secret_post"])
    func `a client that registered itself sends its secret in either place, whichever it said`(method: String)
        async throws
    {
        let server = try await TestServer.open()
        let client = await server.register(
            #"{"redirect_uris":["https://app.example/cb"],"token_endpoint_auth_method":"\#(method)"}"#)
        let (id, secret) = (client["client_id"] ?? "", client["client_secret"] ?? "")
        #expect(client["token_endpoint_auth_method"] == method)
        let grant: Fields = ["grant_type": "refresh_token", "refresh_token": "x"]
        let body = grant.replacing(with: ["client_id": id, "client_secret": secret])
        #expect(await server.token(body).error == "invalid_grant")
        #expect(await server.refusal(of: grant, authorization: TestServer.basic(id, secret)) == .invalidGrant)
        #expect(await server.refusal(of: grant, authorization: TestServer.basic(id, "wrong")) == .invalidClient)
        #expect(await server.token(grant.replacing(with: ["client_id": id])).error == "invalid_client")
    }

    @Test func `a registration that nobody used for long has expired, and the client is told to register again`()
        async throws
    {
        let server = try await TestServer.open()
        let id = await server.register(Self.native)["client_id"]
        let other = await server.register(Self.native)["client_id"]
        let tokens = try await server.tokens(of: id, to: Self.uri)
        server.clock.advance(RegistrationRules.patience)
        let page = await server.get("/oauth?\(server.request(of: other, to: Self.uri).encoded)")
        #expect(page.status == 400)
        #expect(page.text.contains("must register again"))
        for (client, token) in [(id, tokens["refresh_token"]), (other, "x")] {
            let reply = await server.token(
                ["grant_type": "refresh_token", "refresh_token": token, "client_id": client])
            #expect(reply.status == 401)
            #expect(reply.error == "invalid_client")
        }
    }

    @Test func `a client in use stays`() async throws {
        let server = try await TestServer.open()
        let id = try #require(await server.register(Self.native)["client_id"])
        var token = try await server.tokens(of: id, to: Self.uri)["refresh_token"]
        for _ in 0..<3 {
            server.clock.advance(13 * 86_400)
            let reply = await server.token(["grant_type": "refresh_token", "refresh_token": token, "client_id": id])
            token = reply["refresh_token"]
            #expect(reply.status == 200)
            try await server.oauth.clients.flush()
        }
        #expect(try await server.store.findClient(ClientID(id))?.expiry?.at == server.now + RegistrationRules.patience)
    }

    @Test func `a client reads its registration, replaces it whole, and ends it`() async throws {
        let server = try await TestServer.open()
        let born = await server.register(Self.web)
        let (id, token) = (born["client_id"], born["registration_access_token"])
        #expect(await server.registration("GET", of: id, token: token).json == born.json)

        let change = #"{"client_id":"\#(id ?? "")","redirect_uris":["https://web.example/new"],"client_name":"New"}"#
        let replaced = await server.registration("PUT", of: id, token: token, change)
        #expect(replaced.status == 200)
        #expect(replaced.json["redirect_uris"]?.strings == ["https://web.example/new"])
        #expect(replaced["scope"] == "openid profile email")
        #expect(replaced["client_secret"] == born["client_secret"])
        server.clock.advance(1)
        #expect(await server.registration("GET", of: id, token: token).json == replaced.json)
        #expect(
            await server.get("/oauth?\(server.request(of: id, to: "https://web.example/cb").encoded)").status == 400)

        #expect(await server.registration("DELETE", of: id, token: token).status == 204)
        for method in ["GET", "DELETE"] {
            #expect(await server.registration(method, of: id, token: token).status == 401)
        }
        #expect(await server.registration("PUT", of: id, token: token, change).status == 401)
        let page = await server.get("/oauth?\(server.request(of: id, to: "https://web.example/new").encoded)")
        #expect(page.status == 400)
    }

    @Test func `a client that replaces its metadata before anybody let it in is kept for a day, and then as any other`()
        async throws
    {
        let server = try await TestServer.open()
        let born = await server.register(Self.native)
        let id = born["client_id"] ?? ""
        let change = #"{"client_id":"\#(id)","redirect_uris":["http://127.0.0.1/callback"],"client_name":"New"}"#
        #expect(
            await server.registration("PUT", of: id, token: born["registration_access_token"], change).status == 200)
        #expect(try await server.store.findClient(ClientID(id))?.expiry?.at == server.now + 86_400)
        #expect(try await server.tokens(of: id, to: Self.uri).status == 200)
        let kept = try #require(try await server.store.findClient(ClientID(id)))
        #expect(
            kept.expiry
                == ClientRecord.Expiry(idle: RegistrationRules.patience, at: server.now + RegistrationRules.patience))
        #expect(kept.metadata.name == "New")
    }

    @Test func `what a client has replaced does not come back when its row has left`() async throws {
        let server = try await TestServer.open()
        let born = await server.register(Self.native)
        let id = born["client_id"] ?? ""
        let change = #"{"client_id":"\#(id)","redirect_uris":["http://127.0.0.1/other"]}"#
        #expect(
            await server.registration("PUT", of: id, token: born["registration_access_token"], change).status == 200)
        server.clock.advance(86_400)
        #expect(await server.get("/oauth?\(server.request(of: id, to: Self.uri).encoded)").status == 400)
        _ = try await server.store.commitRemovalOfExpired(at: server.now, limit: 9)
        #expect(await server.get("/oauth?\(server.request(of: id, to: Self.uri).encoded)").status == 400)
    }

    @Test func `a registration that never had a row is ended too`() async throws {
        let server = try await TestServer.open()
        let born = await server.register(Self.native)
        let (id, token) = (born["client_id"], born["registration_access_token"])
        server.clock.advance(5)
        #expect(await server.registration("DELETE", of: id, token: token).status == 204)
        #expect(await server.registration("GET", of: id, token: token).status == 401)
        #expect(await server.get("/oauth?\(server.request(of: id, to: Self.uri).encoded)").status == 400)
    }

    @Test func `replacing a registration takes the client's own name and secret only`() async throws {
        let server = try await TestServer.open()
        let born = await server.register(Self.web)
        let (id, token) = (born["client_id"] ?? "", born["registration_access_token"])
        let uris = #""redirect_uris":["https://web.example/cb"]"#
        for body in [
            "{\(uris)}", #"{"client_id":"app",\#(uris)}"#, #"{"client_id":"\#(id)","client_secret":"mine",\#(uris)}"#,
            #"{"client_id":"\#(id)","client_secret":7,\#(uris)}"#,
        ] {
            #expect(await server.registration("PUT", of: id, token: token, body).error == "invalid_request")
        }
        let bad = #"{"client_id":"\#(id)","redirect_uris":["javascript:alert(1)"]}"#
        #expect(await server.registration("PUT", of: id, token: token, bad).error == "invalid_redirect_uri")
        #expect(await server.registration("GET", of: id, token: token).json == born.json)
    }

    @Test func `with the policy token an initial access token is needed, good, and not revoked`() async throws {
        let server = try await TestServer.open { $0.registration.policy = .token }
        let tokens = InitialAccessTokens(
            keys: TokenKeys(ring: server.ring, master: server.master), clients: server.store)
        let good = tokens.make(named: "partner", at: server.now, until: server.now + 100).exposed
        let none = await server.register(Self.native)
        #expect(none.status == 401)
        #expect(none.header("WWW-Authenticate") == "Bearer")
        for bad in ["x", good + "A", String(good.dropLast()), TestServer.verifier] {
            let reply = await server.register(Self.native, bearer: bad)
            #expect(reply.status == 401)
            #expect(reply.header("WWW-Authenticate")?.contains("invalid_token") == true)
        }
        let machine = #"{"grant_types":["client_credentials"],"scope":"openid"}"#
        let reply = await server.register(machine, bearer: good)
        #expect(reply.status == 201)
        #expect(
            await server.token([
                "grant_type": "client_credentials", "client_id": reply["client_id"],
                "client_secret": reply["client_secret"],
            ]).status == 200)
        server.clock.advance(50)
        _ = try await server.store.commitRemovalOfClients(
            [],
            revoking: [
                RegistrationRevocation(
                    key: RegistrationRevocationKey.token(named: "partner"), at: server.now, expiresAt: server.now + 99)
            ])
        #expect(await server.register(Self.native, bearer: good).status == 401)
        let later = tokens.make(named: "partner", at: server.now + 1, until: server.now + 100).exposed
        #expect(await server.register(Self.native, bearer: later).status == 201)
        server.clock.advance(100)
        #expect(await server.register(Self.native, bearer: later).status == 401)
    }

    @Test func `where nobody may register there is no such path, and the metadata does not name it`() async throws {
        let server = try await TestServer()
        #expect(await server.register(Self.native).status == 404)
        let metadata = await server.get("/.well-known/oauth-authorization-server").json
        #expect(metadata["registration_endpoint"] == nil)
        #expect(metadata["client_id_metadata_document_supported"] == nil)
        let open = try await TestServer.open()
        let both = await open.get("/.well-known/openid-configuration").json
        #expect(both["registration_endpoint"] == .string("https://cardea.example/v1/auth/register"))
        #expect(both["client_id_metadata_document_supported"] == .bool(true))
    }

    @Test(arguments: ["/register", "/auth/register", "/v1/Auth/Register"])
    func `the endpoint has its other names, and scripts of any origin may use it`(path: String) async throws {
        let server = try await TestServer.open()
        let reply = await server.post(path, Self.native, type: "application/json; charset=utf-8")
        #expect(reply.status == 201)
        #expect(reply.header("Access-Control-Allow-Origin") == "*")
        #expect(await server.send("OPTIONS", path).status == 204)
        #expect(await server.get(path).status == 405)
    }

    @Test func `a body that is not a JSON object is said to be none`() async throws {
        let server = try await TestServer.open()
        for (body, type) in [
            ("", "application/json"), ("[]", "application/json"), ("{", "application/json"),
            ("null", "application/json"),
            (#"{"scope":"a","scope":"b"}"#, "application/json"), (Self.native, "text/plain"),
            ("a=b", "application/x-www-form-urlencoded"),
        ] {
            let reply = await server.post("/v1/auth/register", body, type: type)
            #expect(reply.status == 400)
            #expect(reply.error == "invalid_request")
        }
    }

    @Test
    func `the consent page says that the application introduced itself, and that it runs on the person's own device`()
        async throws
    {
        let server = try await TestServer.open()
        let id = await server.register(Self.native)["client_id"]
        var browser = TestBrowser(on: server)
        var page = await browser.get("/oauth?\(server.request(of: id, to: Self.uri).encoded)")
        page = try await browser.signIn(on: page)
        #expect(page.isConsent)
        #expect(page.reply.text.contains("This application introduced itself."))
        #expect(page.reply.text.contains("runs on your own device"))
        #expect(page.reply.text.contains("127.0.0.1:4321"))
    }

    @Test func `whoever names unknown clients elsewhere uses up nothing of who asks for a registration that is gone`()
        async throws
    {
        let server = try await TestServer.open()
        let born = await server.register(#"{"redirect_uris":["http://127.0.0.1/cb"]}"#)
        let (id, token) = (born["client_id"], born["registration_access_token"])
        #expect(await server.registration("DELETE", of: id, token: token).status == 204)
        for number in 0..<601 { _ = await server.post("/v1/auth/device", form: ["client_id": "nobody-\(number)"]) }
        #expect(await server.post("/v1/auth/device", form: ["client_id": "nobody"]).status == 429)
        #expect(await server.registration("GET", of: id, token: token).status == 401)
        for _ in 0..<600 { _ = await server.registration("GET", of: id, token: token) }
        #expect(await server.registration("GET", of: id, token: token).status == 429)
    }
}
