import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// How the answer reaches the client (OAuth 2.0 Multiple Response Types, Form Post Response Mode, JARM).
@Suite struct ResponseModeTests {
    private let callback = "https://app.example/callback"

    /// The answer's parameters, wherever the mode puts them.
    private func answer(_ page: Page, _ mode: String) throws -> Fields {
        if mode.hasPrefix("form_post") {
            let form = try #require(page.forms.first)
            #expect(form.method == "post" && form.action == callback)
            return form.fields
        }
        let location = try #require(page.reply.location)
        let mark: Character = mode.hasPrefix("fragment") ? "#" : "?"
        let parts = location.split(separator: mark, maxSplits: 1)
        #expect(parts.first.map(String.init) == callback)
        return Fields(query: parts.count > 1 ? String(parts[1]) : "")
    }

    @Test(arguments: ["query", "fragment", "form_post"])
    func `a code, and an error, come by the mode that was asked for`(mode: String) async throws {
        let server = try await TestServer()
        var browser = try await server.authorize().browser
        let good = await browser.get("/oauth?\(server.request(["response_mode": mode]).encoded)")
        let answer = try self.answer(good, mode)
        #expect(answer.pairs.map(\.name) == ["code", "state", "iss"])
        #expect(await server.token(server.redemption(of: answer["code"] ?? "")).status == 200)
        let bad = await browser.get("/oauth?\(server.request(["response_mode": mode, "scope": "x"]).encoded)")
        #expect(try self.answer(bad, mode).pairs.map(\.name) == ["error", "error_description", "state", "iss"])
    }

    @Test(arguments: ["jwt", "query.jwt", "fragment.jwt", "form_post.jwt"])
    func `a secured answer is one token for this client alone`(mode: String) async throws {
        let server = try await TestServer(clients: [.make { $0.authorizationAlgorithm = .es384 }])
        var browser = try await server.authorize().browser
        let page = await browser.get("/oauth?\(server.request(["response_mode": mode]).encoded)")
        let answer = try self.answer(page, mode)
        #expect(answer.pairs.map(\.name) == ["response"])
        let jws = try CompactJWS(try #require(answer["response"]))
        #expect(jws.algorithm == "ES384")
        let keys = try JWKSet(json: await server.get("/v1/auth/jwks").body)
        #expect(keys.keys(id: jws.keyID, algorithm: "ES384").contains(where: jws.isSigned(by:)))
        let claims = try JWTClaims(payload: jws.payload)
        #expect(claims.issuer == "https://cardea.example" && claims.audience == ["app"])
        #expect(claims.expiresAt == server.now + 600)
        #expect(claims["state"] == "state-1")
        #expect(await server.token(server.redemption(of: claims["code"]?.string ?? "")).status == 200)
    }

    @Test func `an error of a secured answer is in the token, and nowhere else`() async throws {
        let server = try await TestServer()
        let request = server.request(["response_mode": "query.jwt", "prompt": "none"])
        let reply = await server.get("/oauth?\(request.encoded)")
        #expect(reply.answer.pairs.map(\.name) == ["response"])
        #expect(try DecodedToken(reply.answer["response"])["error"] == "login_required")
    }

    @Test func `the page of a form post is kept nowhere and runs no script but its own`() async throws {
        let server = try await TestServer()
        var browser = try await server.authorize().browser
        let page = await browser.get("/oauth?\(server.request(["response_mode": "form_post"]).encoded)")
        let policy = try #require(page.reply.header("Content-Security-Policy"))
        #expect(policy.contains("default-src 'none'") && policy.contains("; script-src 'sha256-"))
        #expect(!policy.contains("'unsafe-inline'"))
        #expect(page.reply.header("Cache-Control")?.contains("no-store") == true)
    }

    /// Response type, response mode, and what follows the redirect URI.
    static let refusals: [(String, String?, String)] = [
        ("token", nil, "#error="), ("id_token", nil, "#error="), ("code id_token", nil, "#error="),
        ("code token", "fragment", "#error="), ("id_token token", "query", "#error="),
        ("code id_token token", "Query", "#error="), ("token", "web_message", "#error="),
        ("id_token", "jwt", "#response="), ("token", "query.jwt", "#response="),
        ("token", "fragment.jwt", "#response="),
        ("none", nil, "?error="), ("tokens", nil, "?error="), ("code", "Query", "?error="), ("", nil, "?error="),
        ("code foo", "query", "?error="), ("foo", "fragment", "#error="),
    ]

    @Test(arguments: refusals)
    func `a refusal comes where clients of that response type look`(
        type: String, mode: String?, answer: String
    ) async throws {
        let server = try await TestServer()
        let request = server.request(["response_type": type])
        let asked = mode.map { request.adding("response_mode", $0) } ?? request
        let reply = await server.get("/oauth?\(asked.encoded)")
        #expect(reply.status == 303)
        #expect(reply.location?.hasPrefix(callback + answer) == true, "\(reply.location ?? "")")
    }

    @Test func `a refusal of a hybrid request is posted where that was asked for`() async throws {
        let server = try await TestServer()
        let request = server.request(["response_type": "code id_token", "response_mode": "form_post"])
        var browser = TestBrowser(on: server)
        let page = await browser.get("/oauth?\(request.encoded)")
        #expect(try answer(page, "form_post")["error"] == "unsupported_response_type")
    }

    @Test func `a mode that nobody knows is answered by the query`() async throws {
        let server = try await TestServer()
        let reply = await server.get("/oauth?\(server.request(["response_mode": "web_message"]).encoded)")
        #expect(reply.answer["error"] == "invalid_request")
        #expect(reply.answer["iss"] == "https://cardea.example")
    }
}
