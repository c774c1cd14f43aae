import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// What an access token says (RFC 9068) and for how long.
@Suite struct AccessTokenTests {
    @Test func `a user's token has the claims of RFC 9068`() async throws {
        let server = try await TestServer()
        let token = try DecodedToken(try await server.tokens()["access_token"])
        #expect(token.header["typ"] == "at+jwt" && token.header["alg"] == "ES256")
        #expect(
            token.claims.members.map(\.name) == [
                "iss", "sub", "aud", "client_id", "scope", "iat", "exp", "jti", "auth_time", "acr", "amr",
            ])
        #expect(token["iss"] == "https://cardea.example" && token["aud"] == "https://cardea.example")
        #expect(token["sub"] == UserRecord.make().id.description && token["client_id"] == "app")
        #expect(token["scope"] == "openid profile email")
        #expect(token.claims["iat"] == .integer(server.now.seconds))
        #expect(token.claims["exp"] == .integer((server.now + 3600).seconds))
        #expect(token.claims["auth_time"] == .integer(server.now.seconds))
    }

    @Test func `no two tokens have the same jti`() async throws {
        let server = try await TestServer()
        var seen: Set<String?> = []
        for _ in 0..<20 {
            #expect(seen.insert(try DecodedToken(try await server.clientToken()["access_token"])["jti"]).inserted)
        }
    }

    @Test func `it verifies with the key that is published under its kid`() async throws {
        let server = try await TestServer()
        let token = try #require(try await server.tokens()["access_token"])
        let keys = try JWKSet(json: await server.get("/v1/auth/jwks").body)
        let jws = try CompactJWS(token)
        #expect(keys.keys(id: jws.keyID, algorithm: "ES256").contains(where: jws.isSigned(by:)))
    }

    @Test func `the shortest lifetime that client or resource sets is the one`() async throws {
        let api = try #require(ResourceIndicator("https://api.example"))
        let server = try await TestServer(
            clients: [.make(), .make(id: "brief", secret: "s") { $0.accessTokenLifetime = 300 }]
        ) { configuration in
            var resource = ResourceConfiguration(uri: api)
            resource.accessLifetime = 600
            configuration.resources = [resource]
            configuration.tokens.accessLifetime = 900
        }
        func lifetime(_ client: String, _ secret: String, _ resource: String?) async throws -> Int64? {
            try await server.clientToken(["resource": resource], client: client, secret: secret).integer("expires_in")
        }
        #expect(try await lifetime("app", "app-secret", nil) == 900)
        #expect(try await lifetime("app", "app-secret", "https://api.example") == 600)
        #expect(try await lifetime("brief", "s", "https://api.example") == 300)
    }

    @Test func `an opaque token says nothing to anybody but us`() async throws {
        let server = try await TestServer(clients: [.make { $0.accessTokenFormat = .opaque }])
        let token = try #require(try await server.tokens()["access_token"])
        #expect(!token.contains("."))
        let octets = try #require(Base64URL.decode(token))
        #expect(!String(decoding: octets, as: UTF8.self).contains("cardea"))
        #expect(try await server.takes(token))
        server.clock.advance(3600)
        #expect(try await !server.takes(token))
    }

    @Test func `a server takes no other server's tokens, though the keys be the same`() async throws {
        let (mine, other) = (try await TestServer(), try await TestServer(issuer: "https://other.example"))
        let token = try await other.tokens()["access_token"]
        #expect(try await other.takes(token))
        #expect(try await !mine.takes(token))
    }

    @Test func `at most 8192 characters, or it is not made`() async throws {
        let long = (0..<160).map { "scope-\($0)-" + String(repeating: "x", count: 28) }.joined(separator: " ")
        let server = try await TestServer(clients: [.make(scope: long)])
        let fields: Fields = ["grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret"]
        let fits = long.split(separator: " ").prefix(120).joined(separator: " ")
        let token = try #require(try await server.clientToken(["scope": fits])["access_token"])
        #expect(token.utf8.count > 6000 && token.utf8.count <= 8192)
        #expect(await server.introspect(token).json["active"] == .bool(true))
        #expect(await server.refusal(of: fields) == .invalidRequest)
    }

    @Test func `a revoked family never comes back, whatever is enabled again`() async throws {
        let server = try await TestServer()
        let token = try await server.tokens()["access_token"]
        let user = UserRecord.make().id
        _ = try await server.store.commitDisabled(true, of: user, at: server.now)
        _ = try await server.store.commitDisabled(false, of: user, at: server.now)
        #expect(try await !server.takes(token))
        #expect(try await server.takes(try await server.tokens()["access_token"]))
    }
}
