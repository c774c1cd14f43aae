import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// A client that speaks to several servers can tell whose answer it holds, and a code in the wrong place is worth nothing.
@Suite struct Attack22_MixUp {
    @Test(arguments: ["https://cardea.example", "http://localhost:8080", "https://cardea.example/tenant"])
    func `every redirect names its issuer, errors too`(issuer: String) async throws {
        let server = try await TestServer(issuer: issuer)
        let base = server.issuer.path
        let success = try await server.authorize()
        #expect(success.answer["iss"] == issuer)
        for change: Fields in [
            ["prompt": "none"], ["response_type": "token"], ["scope": "admin"], ["request": "x"],
            ["iss": "https://evil.example", "prompt": "none"],
            ["resource": "https://unknown.example"], ["code_challenge_method": "plain"],
        ] {
            let reply = await server.get("\(base)/oauth?\(server.request(change).encoded)")
            #expect(reply.answer["error"] != nil)
            #expect(reply.answer.pairs.filter { $0.name == "iss" }.map(\.value) == [issuer])
        }
        var browser = TestBrowser(on: server)
        let asking = server.request(["prompt": "consent"]).encoded
        let consent = try await browser.signIn(on: await browser.get("\(base)/oauth?\(asking)"))
        let denied = try await browser.deny(on: consent)
        #expect(denied.reply.answer["error"] == "access_denied")
        #expect(denied.reply.answer["iss"] == issuer && denied.reply.answer["state"] == "state-1")
    }

    @Test func `what stands in the registered address is kept and does not stand for our answer`() async throws {
        let uri = "https://app.example/cb?iss=https%3A%2F%2Fevil.example&code=evil&x=1"
        let server = try await TestServer(clients: [.make(uris: [uri])])
        let request = server.request(["redirect_uri": uri, "prompt": "none"])
        let location = try #require(await server.get("/oauth?\(request.encoded)").location)
        #expect(location.hasPrefix(uri + "&error=login_required"))
        #expect(location.hasSuffix("&state=state-1&iss=https%3A%2F%2Fcardea.example"))
    }

    @Test func `a code of one flow does not pass in another: nonce, verifier and redirect URI are its own`()
        async throws
    {
        let server = try await TestServer(clients: [
            .make(uris: ["https://app.example/callback", "https://app.example/other"])
        ])
        let victim = try await server.authorize(["nonce": "victim"]).code
        let attacker = server.redemption(of: victim).setting("redirect_uri", to: "https://app.example/other")
        #expect(await server.token(attacker).error == "invalid_grant")
        let injected = server.redemption(of: victim).adding("code_verifier", TestServer.verifier)
        #expect(await server.token(injected).error == "invalid_grant")
        let tokens = await server.token(server.redemption(of: victim))
        #expect(try DecodedToken(tokens["id_token"])["nonce"] == "victim")
    }

    @Test func `a code of one issuer is nothing to another on the same keys`() async throws {
        let store = MemoryStore()
        let one = try await TestServer(store: store, seed: 1)
        let two = try await TestServer(issuer: "https://other.example", seed: 1)
        let code = try await one.authorize().code
        #expect(await two.token(two.redemption(of: code)).error == "invalid_grant")
        #expect(await one.token(one.redemption(of: code)).status == 200)
    }
}
