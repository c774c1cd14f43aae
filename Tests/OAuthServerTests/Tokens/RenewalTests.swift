import CardeaTesting
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

@Suite struct RenewalTests {
    private static let path = "/v1/auth/renewaccesstoken"
    private static let day: Int64 = 86_400

    @Test func `a live token gives a fresh one, and no refresh token`() async throws {
        let server = try await TestServer()
        let tokens = try await server.tokens()
        server.clock.advance(3000)
        let renewed = await server.get(Self.path, bearer: tokens["access_token"])
        #expect(renewed.status == 200)
        #expect(renewed["refresh_token"] == nil && renewed["refreshToken"] == nil)
        #expect(renewed["expirationTime"] == "2027-01-15T09:50:00.000Z")
        server.clock.advance(3599)
        #expect(try await server.takes(renewed["accessToken"]))
        #expect(try DecodedToken(renewed["accessToken"])["scope"] == "openid profile email")
    }

    @Test func `an expired token is not renewed`() async throws {
        let server = try await TestServer()
        let token = try await server.tokens()["access_token"]
        server.clock.advance(3600)
        #expect(await server.get(Self.path, bearer: token).status == 401)
    }

    @Test func `renewal goes on to the end of the session and never beyond it`() async throws {
        for grants in [[GrantType.authorizationCode], [.authorizationCode, .refreshToken]] {
            let server = try await TestServer(
                clients: [.make(grants: grants) { $0.accessTokenLifetime = 86_400 }],
                sessions: SessionConfiguration(lifetime: 5 * Self.day, idle: 5 * Self.day))
            var token = try await server.tokens()["access_token"]
            for _ in 0..<4 {
                server.clock.advance(Self.day - 10)
                token = await server.get(Self.path, bearer: token)["accessToken"]
            }
            server.clock.advance(60)
            let last = await server.get(Self.path, bearer: token)
            #expect(last["expirationTime"] == "2027-01-20T08:00:00.000Z")
            server.clock.advance(Self.day + 20)
            #expect(await server.get(Self.path, bearer: last["accessToken"]).status == 401)
            #expect(try await !server.takes(last["accessToken"]))
        }
    }

    @Test func `a token that outlives its session is not renewed`() async throws {
        let server = try await TestServer(sessions: SessionConfiguration(lifetime: 1000, idle: 2000))
        let token = try await server.tokens()["access_token"]
        server.clock.advance(999)
        #expect(await server.get(Self.path, bearer: token).integer("userId") != nil)
        server.clock.advance(1)
        #expect(await server.get(Self.path, bearer: token).status == 401)
    }

    @Test func `a session that lies idle has ended`() async throws {
        let server = try await TestServer(
            clients: [.make { $0.accessTokenLifetime = 86_400 }],
            sessions: SessionConfiguration(lifetime: 30 * Self.day, idle: 3600))
        let token = try await server.tokens()["access_token"]
        server.clock.advance(3599)
        #expect(await server.get(Self.path, bearer: token).status == 200)
        server.clock.advance(1)
        #expect(await server.get(Self.path, bearer: token).status == 401)
    }

    @Test(arguments: [Ending.sessionEnded, .consentWithdrawn, .userDisabled, .passwordChanged])
    func `with the session, consent and account goes renewal`(end: Ending) async throws {
        let server = try await TestServer()
        let browser = try await server.authorize().browser
        let token = try await server.tokens(in: browser)["access_token"]
        try await end.happen(on: server, in: browser)
        #expect(await server.get(Self.path, bearer: token).status == 401)
    }

    @Test func `a token without a session is not renewed`() async throws {
        let issuer = AssertionIssuer(signer: try TestSigner())
        let trusted = issuer.trusted()
        let server = try await TestServer { $0.trustedIssuers = [trusted] }
        let reply = await server.token([
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "client_id": "app",
            "client_secret": "app-secret",
            "assertion": try issuer.assertion(for: server),
        ])
        #expect(await server.get(Self.path, bearer: reply["access_token"]).status == 401)
    }

    @Test func `a renewed token dies with its family`() async throws {
        let server = try await TestServer()
        let tokens = try await server.tokens()
        let renewed = await server.get(Self.path, bearer: tokens["access_token"])["accessToken"]
        #expect(await server.revoke(tokens["refresh_token"]).status == 200)
        #expect(try await !server.takes(renewed))
    }
}
