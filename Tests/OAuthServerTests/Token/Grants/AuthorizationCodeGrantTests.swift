import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

@Suite struct AuthorizationCodeGrantTests {
    @Test func `a code is redeemed once, and its second use revokes what the first gave`() async throws {
        let server = try await TestServer()
        let code = try await server.authorize().code
        let tokens = try await server.redeem(server.redemption(of: code))
        let access = String(decoding: tokens.accessToken, as: UTF8.self)
        #expect(try await server.takes(access))

        #expect(await server.refusal(of: server.redemption(of: code)) == .invalidGrant)
        #expect(try await !server.takes(access))
        #expect(await server.refusal(of: server.refreshing(tokens.refreshToken?.exposed)) == .invalidGrant)
    }

    @Test func `a replay long after the code has expired revokes all the same`() async throws {
        let server = try await TestServer()
        let code = try await server.authorize().code
        let tokens = try await server.redeem(server.redemption(of: code))
        server.clock.advance(3000)
        #expect(await server.refusal(of: server.redemption(of: code)) == .invalidGrant)
        #expect(try await !server.takes(String(decoding: tokens.accessToken, as: UTF8.self)))
    }

    @Test func `only a success spends a code`() async throws {
        let server = try await TestServer(clients: [.make(), .make(id: "other", secret: "other-secret")])
        let code = try await server.authorize(TestServer.pkce).code
        let good = server.redemption(of: code).setting("code_verifier", to: TestServer.verifier)
        for bad in [
            good.setting("redirect_uri", to: "https://app.example/other"), good.removing("redirect_uri"),
            good.removing("code_verifier"), good.setting("code_verifier", to: String(repeating: "a", count: 43)),
            good.setting("client_secret", to: "wrong"), good.setting("resource", to: "https://api.example/"),
            good.replacing(with: ["client_id": "other", "client_secret": "other-secret"]),
        ] {
            #expect(await server.refusal(of: bad) != nil)
        }
        _ = try await server.redeem(good)
    }

    @Test func `a code lives for 60 seconds`() async throws {
        let server = try await TestServer()
        let (first, second) = (try await server.authorize().code, try await server.authorize().code)
        server.clock.advance(59)
        _ = try await server.redeem(server.redemption(of: first))
        server.clock.advance(1)
        #expect(await server.refusal(of: server.redemption(of: second)) == .invalidGrant)
    }

    @Test func `a redirect URI that was not sent there is not needed here, and must be the registered one`()
        async throws
    {
        let server = try await TestServer()
        let request = server.request().removing("redirect_uri")
        for (uri, expected) in [
            (nil, nil), ("https://app.example/callback", nil),
            ("https://app.example/else", OAuthError.Code.invalidGrant),
        ] {
            let code = try await server.authorize(exactly: request).code
            let fields = server.redemption(of: code).setting("redirect_uri", to: uri)
            #expect(await server.refusal(of: fields) == expected)
        }
    }

    @Test func `a redirect URI is compared octet for octet`() async throws {
        let server = try await TestServer(clients: [.make(uris: ["https://app.example/OK"])])
        let code = try await server.authorize(["redirect_uri": "https://app.example/OK"]).code
        let fields = server.redemption(of: code)
        // U+212A KELVIN SIGN is canonically equivalent to K.
        for uri in ["https://app.example/O\u{212a}", "https://app.example/ok", "https://app.example/OK/"] {
            #expect(await server.refusal(of: fields.setting("redirect_uri", to: uri)) == .invalidGrant)
        }
        _ = try await server.redeem(fields.setting("redirect_uri", to: "https://app.example/OK"))
    }

    @Test func `a loopback port of the request is the one to be named here`() async throws {
        let server = try await TestServer(clients: [.make(uris: ["http://127.0.0.1/cb"])])
        let code = try await server.authorize(["redirect_uri": "http://127.0.0.1:51004/cb"]).code
        let fields = server.redemption(of: code)
        for uri in ["http://127.0.0.1/cb", "http://127.0.0.1:51005/cb"] {
            #expect(await server.refusal(of: fields.setting("redirect_uri", to: uri)) == .invalidGrant)
        }
        _ = try await server.redeem(fields.setting("redirect_uri", to: "http://127.0.0.1:51004/cb"))
    }

    @Test func `a client without the refresh grant gets no refresh token`() async throws {
        let server = try await TestServer(clients: [.make(grants: [.authorizationCode])])
        let tokens = try await server.redeem(server.redemption(of: try await server.authorize().code))
        #expect(tokens.refreshToken == nil)
        #expect(tokens.refreshTokenExpiresIn == nil)
    }

    @Test func `a code dies with the account, the consent, the session and the client`() async throws {
        for end in Ending.allCases {
            let server = try await TestServer()
            let authorization = try await server.authorize()
            try await end.happen(on: server, in: authorization.browser)
            server.clock.advance(1)
            let code = await server.refusal(of: server.redemption(of: authorization.code))
            #expect(code == (end == .clientRemoved ? .invalidClient : .invalidGrant), "\(end)")
        }
    }

    @Test func `a client that was registered anew under the old name does not get the old one's tokens`() async throws {
        let server = try await TestServer()
        let code = try await server.authorize().code
        _ = try await server.store.commitRemovalOfClient(ClientID("app"))
        try await server.add(.make(instance: 2))
        server.clock.advance(1)
        #expect(await server.refusal(of: server.redemption(of: code)) == .invalidGrant)
    }

    @Test func `what a client may no longer have is not in the token`() async throws {
        let server = try await TestServer()
        let code = try await server.authorize().code
        _ = try await server.store.commitClient(.make(scope: "openid"))
        server.clock.advance(1)
        let tokens = try await server.redeem(server.redemption(of: code))
        #expect(tokens.scope?.description == "openid")
    }
}
