import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// PKCE binds a code to whoever asked for it, in both directions (RFC 7636, RFC 9700 §2.1.1).
@Suite struct CodeChallengeTests {
    private let other = String(repeating: "b", count: 43)

    private static func verifier(endingWith ending: String) -> String { String(repeating: "a", count: 42) + ending }

    @Test func `a challenge needs its verifier`() async throws {
        let server = try await TestServer()
        let code = try await server.authorize(TestServer.pkce).code
        let fields = server.redemption(of: code)
        #expect(await server.refusal(of: fields) == .invalidGrant)
        #expect(await server.refusal(of: fields.adding("code_verifier", other)) == .invalidGrant)
        #expect(await server.refusal(of: fields.adding("code_verifier", TestServer.challenge)) == .invalidGrant)
        _ = try await server.redeem(fields.adding("code_verifier", TestServer.verifier))
    }

    @Test func `without a challenge a verifier is refused, so that none can be stripped on the way`() async throws {
        let server = try await TestServer()
        let fields = server.redemption(of: try await server.authorize().code)
        #expect(await server.refusal(of: fields.adding("code_verifier", TestServer.verifier)) == .invalidGrant)
        _ = try await server.redeem(fields)
    }

    @Test(
        arguments: [42, 129].map { String(repeating: "a", count: $0) }
            + ["+", "/", "=", " ", "é"].map { verifier(endingWith: $0) })
    func `a verifier of impossible length or letters is a malformed request`(verifier: String) async throws {
        let server = try await TestServer()
        let fields = server.redemption(of: try await server.authorize(TestServer.pkce).code)
        #expect(await server.refusal(of: fields.adding("code_verifier", verifier)) == .invalidRequest)
    }

    @Test func `a public client redeems with its verifier and no secret`() async throws {
        let server = try await TestServer(clients: [.make(secret: nil)])
        let code = try await server.authorize(TestServer.pkce).code
        let fields = server.redemption(of: code, secret: nil)
        #expect(await server.refusal(of: fields) == .invalidGrant)
        #expect(await server.refusal(of: fields.adding("client_secret", "guess")) == .invalidClient)
        _ = try await server.redeem(fields.adding("code_verifier", TestServer.verifier))
    }

    @Test(
        arguments: [
            ["code_challenge": TestServer.challenge], ["code_challenge_method": "S256"],
            ["code_challenge": TestServer.challenge, "code_challenge_method": "plain"],
            ["code_challenge": TestServer.challenge, "code_challenge_method": "s256"],
            ["code_challenge": TestServer.challenge + "A", "code_challenge_method": "S256"],
            ["code_challenge": "short", "code_challenge_method": "S256"],
        ] as [Fields])
    func `a challenge that is not S256 is refused where it is made`(challenge: Fields) async throws {
        let server = try await TestServer()
        let reply = await server.get("/oauth?\(server.request(challenge).encoded)")
        #expect(reply.answer["error"] == "invalid_request")
    }

    @Test func `public clients, and those whose registration says so, cannot go without`() async throws {
        for client in [ClientRecord.make(secret: nil), .make { $0.requiresPKCE = true }] {
            let server = try await TestServer(clients: [client])
            let reply = await server.get("/oauth?\(server.request().encoded)")
            #expect(reply.answer["error"] == "invalid_request")
            _ = try await server.authorize(TestServer.pkce)
        }
    }
}
