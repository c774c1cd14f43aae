import CardeaTesting
import OAuthProtocol
import Storage
import StorageTesting
import Testing

/// Whoever steals an authorization request or a code cannot talk the server out of PKCE.
@Suite struct Attack07_PKCEDowngrade {
    private let server: TestServer

    init() async throws {
        server = try await TestServer(clients: [.make(), .make(id: "public", secret: nil)])
    }

    @Test func `a challenge that was stripped from the request makes the client's verifier fail`() async throws {
        let code = try await server.authorize().code
        let honest = server.redemption(of: code).adding("code_verifier", TestServer.verifier)
        #expect(await server.token(honest).error == "invalid_grant")
    }

    @Test func `a verifier that is stripped from the redemption does not redeem`() async throws {
        for client in ["app", "public"] {
            let code = try await server.authorize(TestServer.pkce, client: client).code
            let theft = server.redemption(of: code, client: client, secret: client == "app" ? "app-secret" : nil)
            for verifier in [nil, "", TestServer.challenge, String(repeating: "A", count: 43)] {
                #expect(await server.token(theft.setting("code_verifier", to: verifier)).status == 400)
            }
            #expect(await server.token(theft.setting("code_verifier", to: TestServer.verifier)).status == 200)
        }
    }

    @Test(arguments: ["plain", "none", "", "S512", "s256", "S256 plain"])
    func `no other method is spoken`(method: String) async throws {
        let request = server.request(
            ["code_challenge": TestServer.verifier, "code_challenge_method": method], client: "public")
        #expect(await server.get("/oauth?\(request.encoded)").answer["error"] == "invalid_request")
    }

    @Test func `one's own code does not carry another's challenge`() async throws {
        // The attacker holds a code of a victim and a challenge of their own; a code is bound to its own request's.
        let victim = try await server.authorize(TestServer.pkce, client: "public").code
        let other = String(repeating: "m", count: 43)
        let theft = server.redemption(of: victim, client: "public", secret: nil)
            .adding("code_verifier", other).adding("code_challenge", Base64URL.encode(TokenDigest(of: other).octets))
        #expect(await server.token(theft).error == "invalid_grant")
    }
}
