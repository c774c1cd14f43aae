import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// `acr`: asked for, reached by signing in again, and told (OpenID Connect Core §5.5.1.1, RFC 9470).
@Suite struct StepUpTests {
    private static let password = AuthenticationContext.password.rawValue
    private static let previous = AuthenticationContext.previousSession.rawValue

    /// A browser whose session is older than a password counts as fresh.
    private func stale(_ server: TestServer) async throws -> TestBrowser {
        let browser = try await server.authorize().browser
        server.clock.advance(AuthenticationContext.freshness + 1)
        return browser
    }

    @Test func `a session of some time ago is told as that`() async throws {
        let server = try await TestServer()
        let tokens = try await server.tokens(in: try await stale(server))
        #expect(try DecodedToken(tokens["id_token"])["acr"] == Self.previous)
        #expect(try DecodedToken(tokens["access_token"])["acr"] == Self.previous)
        #expect(await server.introspect(tokens["access_token"])["acr"] == Self.previous)
        #expect(await server.introspect(tokens["refresh_token"])["acr"] == Self.previous)
    }

    @Test(arguments: [
        ["acr_values": password] as Fields, ["acr_values": "gold \(password)"],
        ["claims": #"{"id_token":{"acr":{"values":["\#(password)"]}}}"#],
        ["claims": #"{"id_token":{"acr":{"essential":true,"value":"\#(password)"}}}"#],
    ])
    func `a client that wants the password typed gets it typed, and is told`(wish: Fields) async throws {
        let server = try await TestServer()
        var browser = try await stale(server)
        let page = await browser.get("/oauth?\(server.request(wish).encoded)")
        #expect(page.isSignIn)
        let tokens = try await server.tokens(wish, in: browser)
        let token = try DecodedToken(tokens["id_token"])
        #expect(token["acr"] == Self.password)
        #expect(token.claims["auth_time"] == .integer(server.now.seconds))
    }

    @Test func `the class is the most wanted of those that hold`() async throws {
        let server = try await TestServer()
        let tokens = try await server.tokens(["acr_values": "\(Self.previous) \(Self.password)"])
        #expect(try DecodedToken(tokens["id_token"])["acr"] == Self.previous)
    }

    @Test func `a class that nobody knows is no reason to refuse, unless it is essential`() async throws {
        let server = try await TestServer()
        let tokens = try await server.tokens(["acr_values": "gold"])
        #expect(try DecodedToken(tokens["id_token"])["acr"] == Self.password)
    }

    @Test func `without a word to the person it cannot be reached`() async throws {
        let server = try await TestServer()
        var browser = try await stale(server)
        let wish: Fields = ["acr_values": Self.password, "prompt": "none"]
        let reply = await browser.get("/oauth?\(server.request(wish).encoded)").reply
        #expect(reply.answer["error"] == "interaction_required")
    }

    @Test func `a client's default counts where the request says nothing`() async throws {
        let server = try await TestServer(clients: [.make { $0.defaultACRValues = [Self.password] }])
        var browser = try await stale(server)
        #expect(await browser.get("/oauth?\(server.request().encoded)").isSignIn)
        let other: Fields = ["acr_values": Self.previous]
        #expect(await browser.get("/oauth?\(server.request(other).encoded)").reply.answer["code"] != nil)
    }

    @Test func `refreshing keeps the class of the sign-in`() async throws {
        let server = try await TestServer()
        let tokens = try await server.tokens()
        server.clock.advance(AuthenticationContext.freshness + 1)
        let refreshed = await server.token(server.refreshing(tokens["refresh_token"]))
        #expect(try DecodedToken(refreshed["id_token"])["acr"] == Self.password)
    }
}
