import CardeaTesting
import Crypto
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// OpenID Connect Core §2 and §3.1.3.6.
@Suite struct IDTokenTests {
    @Test func `it says who signed in, when, for whom, and to which token it belongs`() async throws {
        let server = try await TestServer()
        let browser = try await server.authorize().browser
        server.clock.advance(100)
        let tokens = try await server.tokens(["nonce": "n-0S6_WzA2Mj"], in: browser)
        let token = try DecodedToken(tokens["id_token"])
        #expect(token.header["typ"] == "JWT" && token.header["alg"] == "RS256")
        #expect(
            token.claims.members.map(\.name) == [
                "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "sid",
            ])
        #expect(token["acr"] == AuthenticationContext.password.rawValue && token.claims["amr"] == .strings(["pwd"]))
        #expect(token["iss"] == "https://cardea.example" && token["aud"] == "app")
        #expect(token["sub"] == UserRecord.make().id.description)
        #expect(token["nonce"] == "n-0S6_WzA2Mj")
        #expect(token.claims["auth_time"] == .integer(server.now.seconds - 100))
        let half = Array(SHA256.hash(data: Array((tokens["access_token"] ?? "").utf8)))[..<16]
        #expect(token["at_hash"] == Base64URL.encode(half))
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `it is signed as the client registered, by a published key`(algorithm: SignatureAlgorithm) async throws {
        let server = try await TestServer(clients: [.make { $0.idTokenAlgorithm = algorithm }])
        let jws = try CompactJWS(try #require(try await server.tokens()["id_token"]))
        #expect(jws.algorithm == algorithm.rawValue)
        let keys = try JWKSet(json: await server.get("/v1/auth/jwks").body)
        #expect(keys.keys(id: jws.keyID, algorithm: algorithm.rawValue).contains(where: jws.isSigned(by:)))
    }

    @Test func `the at_hash of the specification's example`() {
        // OpenID Connect Core, appendix A.3: the access token of the implicit example and its hash.
        let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"
        #expect(Base64URL.encode(Array(SHA256.hash(data: Array(token.utf8)))[..<16]) == "77QmUPtjPfzWtF2AnpK9RQ")
    }

    @Test func `a nonce is for the first id token, and refreshing keeps subject and auth_time`() async throws {
        let server = try await TestServer()
        let tokens = try await server.tokens(["nonce": "once"])
        let first = try DecodedToken(tokens["id_token"])
        server.clock.advance(1000)
        let refreshed = await server.token(server.refreshing(tokens["refresh_token"]))
        let second = try DecodedToken(refreshed["id_token"])
        #expect(second["nonce"] == nil)
        #expect(second["sub"] == first["sub"] && second.claims["auth_time"] == first.claims["auth_time"])
        #expect(second.claims["iat"] == .integer(server.now.seconds))
    }

    @Test func `it opens nothing`() async throws {
        let server = try await TestServer()
        #expect(try await !server.takes(try await server.tokens()["id_token"]))
    }
}
