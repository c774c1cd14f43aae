import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// What is not an ID token of ours is no hint: it is refused before anything is shown, and nobody is signed out or sent on.
@Suite struct Attack08_LogoutHints {
    private static let back = "https://app.example/signed-out"

    private let server: TestServer
    private let browser: TestBrowser
    private let tokens: Reply

    init() async throws {
        let app = ClientRecord.make { metadata in
            metadata.postLogoutRedirectURIs = [Self.back].compactMap { RedirectURI($0) }
            metadata.backchannelLogoutURI = WebURI("https://app.example/logout")
            metadata.idTokenAlgorithm = .es256
        }
        server = try await TestServer(clients: [app])
        browser = try await server.authorize().browser
        tokens = try await server.tokens(in: browser)
    }

    private func refuses(_ hint: String, _ what: String) async {
        var browser = browser
        for client in [nil, "app"] {
            let request: Fields = ["id_token_hint": hint, "post_logout_redirect_uri": Self.back, "client_id": client]
            for reply in [
                await server.get("/v1/auth/logout?\(request.encoded)"),
                await server.post("/v1/auth/logout", form: request),
                await browser.request("GET", "/v1/auth/logout?\(request.encoded)"),
            ] {
                #expect(reply.status == 400 && reply.header("Location") == nil, "\(what)")
                #expect(reply.header("Set-Cookie") == nil, "\(what)")
            }
        }
        #expect(await browser.request("GET", "/account").status == 200, "\(what)")
    }

    @Test func `the true hint is believed`() async throws {
        let request: Fields = ["id_token_hint": tokens["id_token"], "post_logout_redirect_uri": Self.back]
        #expect(await server.get("/v1/auth/logout?\(request.encoded)").location == Self.back)
    }

    @Test func `tokens of another kind, of another server and of nobody are not`() async throws {
        let twin = try await TestServer(issuer: "https://twin.example", seed: 2)
        var elsewhere = try await twin.authorize().browser
        let theirs = try await twin.tokens(in: elsewhere)["id_token"]
        _ = try await twin.signOut(&elsewhere)
        var mine = try await server.authorize().browser
        _ = try await server.tokens(in: mine)
        try await server.signOut(&mine)
        let listener = LogoutListener()
        _ = try await server.deliver(to: listener)
        let cases = [
            "access token": tokens["access_token"], "refresh token": tokens["refresh_token"],
            "logout token": listener.posts.first?.token, "another server's": theirs, "nonsense": "x",
            "dots": "a.b.c", "empty parts": "..", "too long": String(repeating: "a", count: 8192),
        ]
        for (what, hint) in cases { await refuses(try #require(hint), what) }
    }

    @Test func `what was signed by somebody else, or by nobody, is not`() async throws {
        let original = try #require(tokens["id_token"])
        let decoded = try DecodedToken(original)
        let parts = original.split(separator: ".").map(String.init)
        let keyID = try #require(decoded.header["kid"]?.string)
        let forger = try TestSigner(id: keyID)
        await refuses(try forger.sign(decoded.claims, header: ["typ": "JWT"]), "another key of the same name")
        await refuses(
            try TestSigner(id: "mine").sign(decoded.claims, header: ["typ": "JWT", "jwk": .object(forger.jwk)]),
            "a key that came along")
        let none: JSONObject = ["alg": "none", "typ": "JWT", "kid": .string(keyID)]
        await refuses("\(Base64URL.encode(none.octets)).\(parts[1]).", "alg none")
        await refuses("\(Base64URL.encode(none.octets)).\(parts[1]).\(parts[2])", "alg none with a signature")
        await refuses("\(parts[0]).\(parts[1]).", "no signature")
        var claims = decoded.claims
        claims["sub"] = "1"
        await refuses("\(parts[0]).\(Base64URL.encode(claims.octets)).\(parts[2])", "another subject")
        claims = decoded.claims
        claims["aud"] = "other"
        await refuses("\(parts[0]).\(Base64URL.encode(claims.octets)).\(parts[2])", "another audience")
    }
}
