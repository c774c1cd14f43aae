import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// A stranger who registers gets nothing that nobody gave.
@Suite struct Attack05_HostileMetadata {
    private static let uri = "http://127.0.0.1:4321/callback"

    @Test func `no scope beyond the operator's ceiling is ever granted`() async throws {
        let server = try await TestServer.open { $0.registration.scopes = Scope(["openid", "read"]) }
        let usual = await server.register(#"{"redirect_uris":["http://127.0.0.1/callback"],"scope":"admin"}"#)
        #expect(usual["scope"] == "openid")
        let id = await server.register(
            #"{"redirect_uris":["http://127.0.0.1/callback"],"scope":"openid admin","default_scope":"admin"}"#)[
                "client_id"]
        let tokens = try await server.tokens(of: id, to: Self.uri, ["scope": "openid admin email read"])
        #expect(tokens["scope"] == "openid read")
        let only = await server.get("/oauth?\(server.request(of: id, to: Self.uri, ["scope": "admin"]).encoded)")
        #expect(only.answer["error"] == "invalid_scope")
    }

    @Test func `a stranger cannot grant itself tokens, introspect others' or skip consent`() async throws {
        let server = try await TestServer.open()
        let reply = await server.register(
            #"""
            {"redirect_uris":["https://evil.example/cb"],"grant_types":["authorization_code","client_credentials",
            "urn:ietf:params:oauth:grant-type:jwt-bearer","urn:ietf:params:oauth:grant-type:token-exchange"],
            "may_introspect":true,"skip_consent":true,"resources":["https://bank.example"]}
            """#)
        #expect(reply.json["grant_types"]?.strings == ["authorization_code"])
        let credentials: Fields = ["client_id": reply["client_id"], "client_secret": reply["client_secret"]]
        let grant = await server.token(credentials.adding("grant_type", "client_credentials"))
        #expect(grant.error == "unauthorized_client")
        let victim = try await server.tokens()["access_token"]
        let introspection = await server.post("/v1/auth/introspect", form: credentials.adding("token", victim ?? ""))
        #expect(introspection.json == ["active": .bool(false)])
        let request = server.request(of: reply["client_id"], to: "https://evil.example/cb")
        var browser = TestBrowser(on: server)
        #expect(try await browser.signIn(on: await browser.get("/oauth?\(request.encoded)")).isConsent)
        let target = await server.get("/oauth?\(request.adding("resource", "https://bank.example").encoded)")
        #expect(target.answer["error"] == "invalid_target")
    }

    @Test func `hosts that the operator does not want are not registered, and look-alikes neither`() async throws {
        let server = try await TestServer.open { $0.registration.redirectHosts = ["claude.ai"] }
        for uri in [
            "https://evil.example/cb", "https://claude.ai.evil.example/cb", "https://evilclaude.ai/cb",
            "https://claude.ai@evil.example/", "https://claude.ai\\\\@evil.example/", "https://xn--claude-.ai/cb",
        ] {
            let reply = await server.register("{\"redirect_uris\":[\"\(uri)\"]}")
            #expect(reply.error == "invalid_redirect_uri", "\(uri)")
        }
        for uri in ["https://claude.ai/cb", "https://CLAUDE.AI/cb", "http://127.0.0.1/cb", "com.example.app:/cb"] {
            #expect(await server.register("{\"redirect_uris\":[\"\(uri)\"]}").status == 201, "\(uri)")
        }
    }

    @Test func `a name is text on the pages, whatever is in it`() async throws {
        let server = try await TestServer.open()
        let reply = await server.register(
            #"{"redirect_uris":["http://127.0.0.1/callback"],"client_name":"<script>alert(1)</script>","logo_uri":"https://evil.example/logo.svg","client_uri":"https://evil.example/<x>"}"#
        )
        #expect(reply.status == 201 && reply.json["client_uri"] == nil)
        let id = reply["client_id"]
        var browser = TestBrowser(on: server)
        let page = try await browser.signIn(
            on: await browser.get("/oauth?\(server.request(of: id, to: Self.uri).encoded)"))
        #expect(page.isConsent)
        #expect(!page.reply.text.contains("<script>"))
        #expect(!page.reply.whole.contains("evil.example"))
    }

    @Test func `what a stranger says about itself is a host in words, and no link or picture`() async throws {
        let server = try await TestServer.open()
        let reply = await server.register(
            #"{"redirect_uris":["http://127.0.0.1/callback"],"client_uri":"https://evil.example/a?b","policy_uri":"https://bank.example@evil.example/","tos_uri":"https://xn--bnk-7qa.example/","logo_uri":"https://logo.example/l.svg"}"#
        )
        var browser = TestBrowser(on: server)
        let page = try await browser.signIn(
            on: await browser.get("/oauth?\(server.request(of: reply["client_id"], to: Self.uri).encoded)"))
        #expect(page.isConsent)
        #expect(page.reply.text.contains(">evil.example<") && page.reply.text.contains(">xn--bnk-7qa.example<"))
        for bad in ["//evil.example", "//xn--bnk", "bank.example@", "logo.example"] {
            #expect(!page.reply.whole.contains(bad), "\(bad)")
        }
    }

    @Test func `metadata beyond measure is refused and never kept`() async throws {
        let server = try await TestServer.open()
        let long = String(repeating: "a", count: 3200)
        for body in [
            "{\"redirect_uris\":[\"https://a.example/\(long)\"]}",
            "{\"redirect_uris\":[\"http://127.0.0.1/cb\"],\"client_name\":\"\(long)\"}",
            "{\"redirect_uris\":[\"http://127.0.0.1/cb\"],\"x\":\(String(repeating: "[", count: 100))\(String(repeating: "]", count: 100))}",
            "{\"redirect_uris\":[\"http://127.0.0.1/cb\"],\"default_acr_values\":[\(Array(repeating: "\"\(String(repeating: "b", count: 90))\"", count: 90).joined(separator: ","))]}",
        ] {
            let reply = await server.register(body)
            #expect(reply.status == 400)
        }
        #expect(try await server.store.findClients().count == 1)
    }

    @Test func `a code of one stranger is no other's`() async throws {
        let server = try await TestServer.open()
        let json = #"{"redirect_uris":["http://127.0.0.1/callback"]}"#
        let (victim, thief) = (await server.register(json)["client_id"], await server.register(json)["client_id"])
        let code = try await server.authorize(exactly: server.request(of: victim, to: Self.uri)).code
        let fields: Fields = [
            "grant_type": "authorization_code", "code": code, "redirect_uri": Self.uri, "client_id": thief,
            "code_verifier": TestServer.verifier,
        ]
        #expect(await server.token(fields).error == "invalid_grant")
        #expect(await server.token(fields.setting("client_id", to: victim)).status == 200)
    }

    @Test func `who allowed one destination is asked again before being sent to another`() async throws {
        let server = try await TestServer.open()
        let id = await server.register(
            #"{"redirect_uris":["https://claude.example/cb","https://evil.example/cb"],"client_name":"Claude","token_endpoint_auth_method":"none"}"#
        )["client_id"]
        let first = try await server.authorize(exactly: server.request(of: id, to: "https://claude.example/cb"))
        var browser = first.browser
        let again = await browser.get("/oauth?\(server.request(of: id, to: "https://claude.example/cb").encoded)")
        #expect(again.leavesTo?.hasPrefix("https://claude.example/cb?code=") == true)
        let evil = server.request(of: id, to: "https://evil.example/cb")
        let page = await browser.get("/oauth?\(evil.encoded)")
        #expect(page.isConsent)
        #expect(page.reply.text.contains("evil.example"))
        let silent = await browser.get("/oauth?\(evil.adding("prompt", "none").encoded)")
        #expect(silent.reply.answer["error"] == "consent_required")
    }

    @Test func `on the person's own device each program is asked about anew`() async throws {
        let server = try await TestServer.open()
        let id = await server.register(#"{"redirect_uris":["http://127.0.0.1/callback"]}"#)["client_id"]
        var browser = try await server.authorize(exactly: server.request(of: id, to: Self.uri)).browser
        let other = server.request(of: id, to: "http://127.0.0.1:6666/callback")
        #expect(await browser.get("/oauth?\(other.encoded)").isConsent)
        let silent = await browser.get("/oauth?\(other.adding("prompt", "none").encoded)")
        #expect(silent.reply.answer["error"] == "consent_required")
    }

    @Test func `a client that acts for itself has what it registered, and not the ceiling`() async throws {
        let server = try await TestServer.open { $0.registration.scopes = Scope(["read", "write"]) }
        let tokens = InitialAccessTokens(
            keys: TokenKeys(ring: server.ring, master: server.master), clients: server.store)
        let reply = await server.register(
            #"{"grant_types":["client_credentials"],"scope":"read"}"#,
            bearer: tokens.make(named: "ci", at: server.now, until: server.now + 9).exposed)
        let fields: Fields = [
            "grant_type": "client_credentials", "client_id": reply["client_id"],
            "client_secret": reply["client_secret"],
        ]
        #expect(await server.token(fields.adding("scope", "read write"))["scope"] == "read")
        #expect(await server.token(fields.adding("scope", "write")).error == "invalid_scope")
    }

    @Test func `hosts that are no longer wanted lose those who are here`() async throws {
        let store = MemoryStore()
        let before = try await TestServer.open(store: store)
        let reply = await before.register(
            #"{"redirect_uris":["https://evil.example/cb","https://good.example/cb"],"token_endpoint_auth_method":"none"}"#
        )
        let only = await before.register(
            #"{"redirect_uris":["https://evil.example/cb"],"token_endpoint_auth_method":"none"}"#)
        for id in [reply["client_id"], only["client_id"]] {
            _ = try await before.authorize(exactly: before.request(of: id, to: "https://evil.example/cb"))
        }
        let after = try await TestServer(clients: [], users: [], store: store) { configuration in
            configuration.registration.policy = .open
            configuration.registration.redirectHosts = ["good.example"]
        }
        let good = after.request(of: reply["client_id"], to: "https://good.example/cb")
        #expect(await after.get("/oauth?\(good.encoded)").status == 303)
        for id in [reply["client_id"], only["client_id"]] {
            let evil = after.request(of: id, to: "https://evil.example/cb")
            #expect(await after.get("/oauth?\(evil.encoded)").status == 400)
        }
    }

    @Test func `texts that move a terminal's cursor are refused`() async throws {
        let server = try await TestServer.open()
        for name in ["\\u001b[2J", "a\\nb", "a\\u0007", "\\u009b2J"] {
            let reply = await server.register(
                "{\"redirect_uris\":[\"http://127.0.0.1/callback\"],\"client_name\":\"\(name)\"}")
            #expect(reply.error == "invalid_client_metadata", "\(name)")
        }
    }

    @Test func `a client cannot link two identifiers of one person`() async throws {
        let server = try await TestServer.open()
        let uris = #""redirect_uris":["https://web.example/cb"],"token_endpoint_auth_method":"none""#
        let born = await server.register("{\(uris),\"subject_type\":\"pairwise\"}")
        let (id, token) = (born["client_id"] ?? "", born["registration_access_token"])
        let tokens = try await server.tokens(of: id, to: "https://web.example/cb")
        let change = "{\"client_id\":\"\(id)\",\(uris),\"subject_type\":\"public\"}"
        #expect(await server.registration("PUT", of: id, token: token, change).status == 200)
        server.clock.advance(1)
        let refreshed = await server.token(
            ["grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": id])
        #expect(refreshed.error == "invalid_grant")
    }

    @Test func `a sector is nobody's who has no redirect URI in it`() async throws {
        let server = try await TestServer.open()
        let reply = await server.register(
            #"{"grant_types":["urn:ietf:params:oauth:grant-type:device_code"],"subject_type":"pairwise","#
                + #""sector_identifier_uri":"https://shop.example/sector","token_endpoint_auth_method":"none"}"#)
        #expect(reply.error == "invalid_client_metadata")
        #expect(reply["error_description"]?.contains("redirect_uris") == true)
    }
}
