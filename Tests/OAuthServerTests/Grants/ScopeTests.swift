import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
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
}
