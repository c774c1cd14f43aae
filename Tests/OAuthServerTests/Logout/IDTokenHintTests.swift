import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Hints outlive the keys that signed them: people sign out weeks after they signed in.
@Suite struct IDTokenHintTests {
    private static let back = "https://app.example/signed-out"

    private func rotatedAway() async throws -> (TestServer, TestBrowser, hint: String) {
        let app = ClientRecord.make { $0.postLogoutRedirectURIs = [Self.back].compactMap { RedirectURI($0) } }
        let server = try await TestServer(clients: [app])
        let browser = try await server.authorize().browser
        let hint = try #require(try await server.tokens(in: browser)["id_token"])
        server.ring.replace(KeySet(current: [try SigningKey.generate(.es256)]))
        return (server, browser, hint)
    }

    @Test func `signing out with one works as with a plain client_id`() async throws {
        let (server, start, hint) = try await rotatedAway()
        var browser = start
        let request: Fields = ["id_token_hint": hint, "post_logout_redirect_uri": Self.back, "state": "s"]
        let page = await browser.get("/v1/auth/logout?\(request.encoded)")
        #expect(page.reply.status == 200 && page.reply.text.contains("The app application"))
        let done = try await browser.submit("/v1/auth/logout", on: page, ["decision": "logout"])
        #expect(done.leavesTo == Self.back + "?state=s")
        let elsewhere = request.setting("post_logout_redirect_uri", to: "https://evil.example/")
        #expect(await server.get("/v1/auth/logout?\(elsewhere.encoded)").status == 400)
        let contradiction = request.setting("client_id", to: "other")
        #expect(await server.get("/v1/auth/logout?\(contradiction.encoded)").status == 400)
    }

    @Test func `whom it names goes straight through, and nobody else does`() async throws {
        let (server, start, hint) = try await rotatedAway()
        try await server.add(.make("bob"))
        let silent = server.request(["id_token_hint": hint, "prompt": "none"])
        var browser = start
        #expect(await browser.get("/oauth?\(silent.encoded)").reply.answer["code"] != nil)
        var other = try await server.authorize(user: "bob").browser
        #expect(await other.get("/oauth?\(silent.encoded)").reply.answer["error"] == "login_required")
    }
}
