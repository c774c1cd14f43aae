import CardeaTesting
import Crypto
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// What clients are told when a session ends (OpenID Connect Back-Channel Logout §2.4).
@Suite struct LogoutTokenTests {
    private static func client(_ change: (inout ClientMetadata) -> Void = { _ in }) -> ClientRecord {
        .make { metadata in
            metadata.backchannelLogoutURI = WebURI("https://app.example/logout?tenant=1")
            change(&metadata)
        }
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `a logout token says whose session ended, signed as the client's ID tokens are`(
        algorithm: SignatureAlgorithm
    ) async throws {
        let server = try await TestServer(clients: [Self.client { $0.idTokenAlgorithm = algorithm }])
        var browser = try await server.authorize().browser
        let idToken = try DecodedToken(try await server.tokens(in: browser)["id_token"])
        try await server.signOut(&browser)
        server.clock.advance(1)

        let listener = LogoutListener()
        let reports = try await server.deliver(to: listener)

        #expect(reports.map(\.outcome) == [.delivered])
        let post = try #require(listener.posts.first)
        #expect(listener.posts.count == 1)
        #expect(post.uri == "https://app.example/logout?tenant=1")
        let jws = try CompactJWS(post.token)
        let key = try #require(server.ring.current.verificationKey(id: jws.keyID ?? ""))
        #expect(jws.isSigned(by: key))
        let token = try DecodedToken(post.token)
        #expect(token.header["typ"] == "logout+jwt")
        #expect(token.header["alg"] == .string(algorithm.rawValue))
        #expect(token["iss"] == server.issuer.value)
        #expect(token["aud"] == "app")
        #expect(token["sub"] == idToken["sub"])
        #expect(token["sid"] == idToken["sid"])
        #expect(token["sid"] != nil)
        #expect(token.claims["iat"] == .integer(server.now.seconds))
        #expect(token.claims["exp"] == .integer(server.now.seconds + 120))
        #expect((token["jti"] ?? "").utf8.count == 22)
        let events: JSONObject = ["http://schemas.openid.net/event/backchannel-logout": .object([:])]
        #expect(token.claims["events"] == .object(events))
        #expect(token.claims["nonce"] == nil)
        #expect(token.claims.members.count == 8)
    }

    @Test func `each client is told of the session by the names that it alone knows`() async throws {
        let clients = ["app", "other"].map { id in
            ClientRecord.make(id: id) { metadata in
                metadata.backchannelLogoutURI = WebURI("https://\(id).example/logout")
                metadata.subjectType = .pairwise
                metadata.sectorIdentifierURI = WebURI("https://\(id).example/sector")
            }
        }
        let server = try await TestServer(clients: clients)
        var browser = try await server.authorize().browser
        var known: [String: DecodedToken] = [:]
        for id in ["app", "other"] {
            known[id] = try DecodedToken(
                try await server.tokens(client: id, in: browser)["id_token"])
        }
        try await server.signOut(&browser)
        let listener = LogoutListener()
        _ = try await server.deliver(to: listener)
        let told = try listener.posts.map { try DecodedToken($0.token) }
        #expect(Set(told.map { $0["sub"] }).count == 2)
        #expect(Set(told.map { $0["sid"] }).count == 2)
        for token in told {
            let idToken = known[token["aud"] ?? ""]
            #expect(token["sub"] == idToken?["sub"])
            #expect(token["sid"] == idToken?["sid"])
        }
    }

    @Test func `a client whose ID tokens are encrypted gets encrypted logout tokens`() async throws {
        let key = P256.KeyAgreement.PrivateKey()
        let point = key.publicKey.rawRepresentation
        let jwk: JSONObject = [
            "kty": "EC", "crv": "P-256", "x": .string(Base64URL.encode(point.prefix(32))),
            "y": .string(Base64URL.encode(point.suffix(32))), "use": "enc",
        ]
        let server = try await TestServer(
            clients: [
                Self.client { metadata in
                    metadata.idTokenEncryption = ResponseEncryption(.ecdhES, .a128GCM)
                    metadata.jwks = ["keys": .array([.object(jwk)])]
                }
            ])
        var browser = try await server.authorize().browser
        _ = try await server.tokens(in: browser)
        try await server.signOut(&browser)
        let listener = LogoutListener()
        _ = try await server.deliver(to: listener)
        let parts = (listener.posts.first?.token ?? "").split(separator: ".", omittingEmptySubsequences: false)
        #expect(parts.count == 5)
    }

    @Test func `a logout token is neither an ID token hint nor an access token`() async throws {
        let server = try await TestServer(clients: [Self.client()])
        var browser = try await server.authorize().browser
        _ = try await server.tokens(in: browser)
        try await server.signOut(&browser)
        let listener = LogoutListener()
        _ = try await server.deliver(to: listener)
        let token = try #require(listener.posts.first?.token)
        #expect(IDTokenHint(token, issuer: server.issuer, keys: server.ring) == nil)
        #expect(try await !server.takes(token))
    }
}
