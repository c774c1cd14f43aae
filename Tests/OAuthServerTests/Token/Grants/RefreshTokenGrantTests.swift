import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

@Suite struct RefreshTokenGrantTests {
    private static let day: Int64 = 86_400

    @Test func `every use gives another token, and the chain goes on`() async throws {
        let server = try await TestServer()
        var token = try await server.tokens()["refresh_token"]
        var seen: Set<String?> = [token]
        for _ in 0..<5 {
            server.clock.advance(60)
            let response = try await server.redeem(server.refreshing(token))
            token = response.refreshToken?.exposed
            #expect(seen.insert(token).inserted)
            #expect(response.refreshTokenExpiresIn == 14 * Self.day)
            #expect(try await server.takes(String(decoding: response.accessToken, as: UTF8.self)))
        }
    }

    @Test func `within ten seconds a lost answer can be asked for again`() async throws {
        let server = try await TestServer()
        let first = try await server.tokens()["refresh_token"]
        let answer = try await server.redeem(server.refreshing(first))
        server.clock.advance(9)
        let again = try await server.redeem(server.refreshing(first))
        #expect(again.refreshToken?.exposed == answer.refreshToken?.exposed)
        #expect(again.accessToken != answer.accessToken)
        #expect(again.refreshTokenExpiresIn == 14 * Self.day - 9)
        for response in [answer, again] {
            #expect(try await server.takes(String(decoding: response.accessToken, as: UTF8.self)))
        }
        _ = try await server.redeem(server.refreshing(answer.refreshToken?.exposed))
    }

    @Test func `in the tenth second it still gives the same successor`() async throws {
        let server = try await TestServer()
        let first = try await server.tokens()["refresh_token"]
        let second = try await server.redeem(server.refreshing(first))
        server.clock.advance(10)
        let again = try await server.redeem(server.refreshing(first))
        #expect(again.refreshToken?.exposed == second.refreshToken?.exposed)
    }

    @Test func `after ten seconds it is a replay, and the family dies`() async throws {
        let server = try await TestServer()
        let first = try await server.tokens()["refresh_token"]
        let second = try await server.redeem(server.refreshing(first))
        server.clock.advance(11)
        #expect(await server.refusal(of: server.refreshing(first)) == .invalidGrant)
        #expect(await server.refusal(of: server.refreshing(second.refreshToken?.exposed)) == .invalidGrant)
        #expect(try await !server.takes(String(decoding: second.accessToken, as: UTF8.self)))
    }

    @Test func `once the successor is used its predecessor is a replay even within the ten seconds`() async throws {
        let server = try await TestServer()
        let first = try await server.tokens()["refresh_token"]
        let second = try await server.redeem(server.refreshing(first)).refreshToken?.exposed
        let third = try await server.redeem(server.refreshing(second))
        #expect(await server.refusal(of: server.refreshing(first)) == .invalidGrant)
        #expect(await server.refusal(of: server.refreshing(third.refreshToken?.exposed)) == .invalidGrant)
    }

    @Test func `what is asked in the grace period is judged as ever`() async throws {
        let server = try await TestServer()
        let first = try await server.tokens()["refresh_token"]
        _ = try await server.redeem(server.refreshing(first))
        let narrower = try await server.redeem(server.refreshing(first).adding("scope", "openid"))
        #expect(narrower.scope == nil)
        #expect(await server.refusal(of: server.refreshing(first).adding("scope", "openid admin")) == .invalidScope)
        #expect(
            await server.refusal(of: server.refreshing(first).adding("resource", "https://x.example")) == .invalidTarget
        )
        _ = try await server.redeem(server.refreshing(first))
    }

    @Test func `another client's token is refused, and nothing is revoked`() async throws {
        let server = try await TestServer(clients: [.make(), .make(id: "other", secret: "other-secret")])
        let token = try await server.tokens()["refresh_token"]
        let theft = server.refreshing(token, client: "other", secret: "other-secret")
        #expect(await server.refusal(of: theft) == .invalidGrant)
        let second = try await server.redeem(server.refreshing(token)).refreshToken?.exposed
        server.clock.advance(60)
        // Not even a token whose replay by its owner would revoke.
        #expect(await server.refusal(of: theft) == .invalidGrant)
        _ = try await server.redeem(server.refreshing(second))
    }

    @Test func `a token lives for 14 days after its last use`() async throws {
        let server = try await TestServer()
        let token = try await server.tokens()["refresh_token"]
        server.clock.advance(14 * Self.day - 1)
        let second = try await server.redeem(server.refreshing(token)).refreshToken?.exposed
        server.clock.advance(14 * Self.day)
        #expect(await server.refusal(of: server.refreshing(second)) == .invalidGrant)
    }

    @Test func `90 days after sign-in it is over, whatever its use`() async throws {
        let server = try await TestServer()
        var token = try await server.tokens()["refresh_token"]
        for _ in 0..<8 {
            server.clock.advance(10 * Self.day)
            token = try await server.redeem(server.refreshing(token)).refreshToken?.exposed
        }
        let last = try await server.redeem(server.refreshing(token))
        #expect(last.refreshTokenExpiresIn == 10 * Self.day)
        server.clock.advance(10 * Self.day - 1)
        let final = try await server.redeem(server.refreshing(last.refreshToken?.exposed))
        #expect(final.refreshTokenExpiresIn == 1)
        server.clock.advance(1)
        #expect(await server.refusal(of: server.refreshing(final.refreshToken?.exposed)) == .invalidGrant)
    }

    @Test func `a narrower scope is for one access token, a wider one is refused`() async throws {
        let server = try await TestServer()
        var token = try await server.tokens()["refresh_token"]
        let narrow = try await server.redeem(server.refreshing(token).adding("scope", "openid"))
        #expect(try DecodedToken(String(decoding: narrow.accessToken, as: UTF8.self))["scope"] == "openid")
        token = narrow.refreshToken?.exposed
        #expect(
            await server.refusal(of: server.refreshing(token).adding("scope", "openid offline_access")) == .invalidScope
        )
        let whole = try await server.redeem(server.refreshing(token))
        #expect(whole.scope?.description == "openid profile email")
    }

    @Test func `what the client was reduced to holds at the next refresh`() async throws {
        let server = try await TestServer()
        let token = try await server.tokens()["refresh_token"]
        _ = try await server.store.commitClient(.make(scope: "openid profile"))
        server.clock.advance(1)
        #expect(try await server.redeem(server.refreshing(token)).scope?.description == "openid profile")
        _ = try await server.store.commitClient(.make(grants: [.authorizationCode]))
        server.clock.advance(1)
        #expect(await server.refusal(of: server.refreshing(token)) == .unauthorizedClient)
    }

    @Test(arguments: Ending.allCases)
    func `a family dies with what it came from`(end: Ending) async throws {
        let server = try await TestServer()
        let browser = try await server.authorize().browser
        let tokens = try await server.tokens(in: browser)
        try await end.happen(on: server, in: browser)
        server.clock.advance(1)
        let code = await server.refusal(of: server.refreshing(tokens["refresh_token"]))
        #expect(code == (end == .clientRemoved ? .invalidClient : .invalidGrant))
        #expect(await server.get("/v1/auth/me", bearer: tokens["access_token"]).status == 401)
    }

    @Test func `no refresh token is born dead`() async throws {
        let server = try await TestServer { $0.tokens.refreshAbsolute = 86_400 }
        let browser = try await server.authorize().browser
        server.clock.advance(86_400)
        let tokens = try await server.tokens(in: browser)
        #expect(tokens["refresh_token"] == nil && tokens.integer("refresh_token_expires_in") == nil)
    }

    @Test func `a public client's tokens rotate as well, and another family of the same person lives on`()
        async throws
    {
        let server = try await TestServer(clients: [.make(secret: nil)])
        let (stolen, kept) = (
            try await server.tokens(TestServer.pkce, secret: nil), try await server.tokens(TestServer.pkce, secret: nil)
        )
        let first = server.refreshing(stolen["refresh_token"], secret: nil)
        let second = await server.token(first)
        let third = await server.token(server.refreshing(second["refresh_token"], secret: nil))
        #expect(third.status == 200)
        #expect(await server.token(first).error == "invalid_grant")
        let dead = server.refreshing(third["refresh_token"], secret: nil)
        #expect(await server.token(dead).error == "invalid_grant")
        #expect(await server.get("/v1/auth/me", bearer: kept["access_token"]).status == 200)
        #expect(await server.token(server.refreshing(kept["refresh_token"], secret: nil)).status == 200)
    }
}
