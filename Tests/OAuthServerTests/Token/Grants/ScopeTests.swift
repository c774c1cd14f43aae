import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

@Suite struct ScopeGrantingTests {
    @Test func `no scope asked for gives the client's own default, and says so`() async throws {
        let server = try await TestServer(clients: [.make { $0.defaultScope = Scope(["openid", "email"]) }])
        let code = try await server.authorize(exactly: server.request().removing("scope")).code
        #expect(try await server.redeem(server.redemption(of: code)).scope?.description == "openid email")
    }

    @Test func `what the client may not have is left out, and said`() async throws {
        let server = try await TestServer()
        let reply = try await server.clientToken(["scope": "admin email openid root"])
        #expect(reply["scope"] == "email openid")
    }

    @Test func `what was asked for is not repeated back`() async throws {
        let server = try await TestServer()
        #expect(try await server.clientToken(["scope": "openid email"])["scope"] == nil)
        #expect(try await server.clientToken(["scope": "email openid email"])["scope"] == nil)
        #expect(try await server.clientToken()["scope"] == "openid profile email offline_access")
    }

    @Test(arguments: ["admin", "OPENID", "open", "openid\"", "a\\b"])
    func `where nothing is left the request is refused`(scope: String) async throws {
        let server = try await TestServer()
        let fields: Fields = [
            "grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret", "scope": scope,
        ]
        #expect(await server.refusal(of: fields) == .invalidScope)
        let reply = await server.get("/oauth?\(server.request(["scope": scope]).encoded)")
        #expect(reply.answer["error"] == "invalid_scope")
    }

    @Test func `an id token comes with openid alone`() async throws {
        let server = try await TestServer()
        #expect(try await server.tokens(["scope": "profile"])["id_token"] == nil)
        #expect(try await server.tokens(["scope": "openid"])["id_token"] != nil)
    }

    @Test func `access while the user is away is for clients that can refresh`() async throws {
        let server = try await TestServer(clients: [.make(grants: [.authorizationCode])])
        let tokens = try await server.tokens(["scope": "openid offline_access"])
        #expect(tokens["scope"] == "openid" && tokens["refresh_token"] == nil)
        let refreshing = try await TestServer()
        #expect(try await refreshing.tokens(["scope": "openid offline_access"])["scope"] == nil)
    }

    @Test func `a grant of which nothing is left gives nothing`() async throws {
        let server = try await TestServer()
        let code = try await server.authorize(["scope": "email"]).code
        let tokens = try await server.tokens(["scope": "email profile"])
        _ = try await server.store.commitClient(.make(scope: "openid"))
        server.clock.advance(1)
        #expect(await server.refusal(of: server.redemption(of: code)) == .invalidScope)
        #expect(await server.refusal(of: server.refreshing(tokens["refresh_token"])) == .invalidScope)
        #expect(await server.introspect(tokens["access_token"])["scope"] == nil)
        #expect(await server.introspect(tokens["refresh_token"])["scope"] == nil)
        #expect(await server.get("/v1/auth/me", bearer: tokens["access_token"])["name"] == nil)
        // It is not spent: what the client gets back, the grant has again.
        _ = try await server.store.commitClient(.make())
        server.clock.advance(1)
        #expect(await server.token(server.redemption(of: code)).status == 200)
    }
}
