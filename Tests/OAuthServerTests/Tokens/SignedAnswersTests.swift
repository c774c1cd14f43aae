import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// UserInfo (OpenID Connect Core §5.3.2) and introspection (RFC 9701) as signed tokens.
@Suite struct SignedAnswersTests {
    private func verified(_ reply: Reply, by algorithm: SignatureAlgorithm, on server: TestServer) async throws
        -> (CompactJWS, JWTClaims)
    {
        let jws = try CompactJWS(reply.text)
        #expect(jws.algorithm == algorithm.rawValue)
        let keys = try JWKSet(json: await server.get("/v1/auth/jwks").body)
        #expect(keys.keys(id: jws.keyID, algorithm: jws.algorithm).contains(where: jws.isSigned(by:)))
        return (jws, try JWTClaims(payload: jws.payload))
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `userinfo is signed for a client that registered for it`(algorithm: SignatureAlgorithm) async throws {
        let server = try await TestServer(clients: [.make { $0.userInfoAlgorithm = algorithm }])
        let token = try await server.tokens()["access_token"]
        let byHeader = await server.get("/v1/auth/userinfo", bearer: token)
        let byForm = await server.post("/v1/auth/userinfo", form: ["access_token": token])
        for reply in [byHeader, byForm] {
            #expect(reply.header("Content-Type") == "application/jwt")
            let (_, claims) = try await verified(reply, by: algorithm, on: server)
            #expect(claims.issuer == "https://cardea.example" && claims.audience == ["app"])
            #expect(claims["email"] == "ada@example.com" && claims.subject == UserRecord.make().id.description)
        }
    }

    @Test func `introspection is signed for who asks for that, and plain for others`() async throws {
        let server = try await TestServer(clients: [.make { $0.introspectionAlgorithm = .ps256 }])
        let form: Fields = [
            "token": try await server.tokens()["access_token"], "client_id": "app", "client_secret": "app-secret",
        ]
        let type = "application/token-introspection+jwt"
        let reply = await server.post("/v1/auth/introspect", form: form, headers: ["Accept": type])
        #expect(reply.header("Content-Type") == type)
        let (jws, claims) = try await verified(reply, by: .ps256, on: server)
        #expect(jws.type == "token-introspection+jwt" && claims.audience == ["app"])
        #expect(claims["token_introspection"]?.object?["active"] == .bool(true))
        #expect(claims.issuedAt == server.now)
        let plain = await server.post("/v1/auth/introspect", form: form, headers: ["Accept": "application/json"])
        #expect(plain.json == claims["token_introspection"]?.object)
    }

    @Test func `a signed answer is not a token for anything here`() async throws {
        let server = try await TestServer(clients: [.make { $0.userInfoAlgorithm = .es256 }])
        let signed = await server.get("/v1/auth/userinfo", bearer: try await server.tokens()["access_token"]).text
        #expect(await server.get("/v1/auth/me", bearer: signed).status == 401)
        #expect(IDTokenHint(signed, issuer: server.issuer, keys: server.ring) == nil)
    }
}
