import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Clients that prove with a key who they are (RFC 7523 §2.2, OpenID Connect Core §9).
@Suite struct PrivateKeyJWTTests {
    private let client: KeyedClient

    init() throws {
        client = KeyedClient(signer: try TestSigner())
    }

    private func server(_ change: (inout ClientMetadata) -> Void = { _ in }) async throws -> TestServer {
        try await TestServer(clients: [client.record(change: change)])
    }

    private func fields(_ assertion: String) -> Fields {
        KeyedClient.presenting(assertion).adding("grant_type", "client_credentials")
    }

    @Test func `an assertion takes the place of a secret at every endpoint where clients authenticate`() async throws {
        let server = try await server()
        let token = try await server.redeem(fields(try client.assertion(for: server)))
        let text = String(decoding: token.accessToken, as: UTF8.self)
        #expect(try DecodedToken(text)["client_id"] == "app")
        let asking = KeyedClient.presenting(try client.assertion(for: server, id: "2")).adding("token", text)
        #expect(await server.post("/v1/auth/introspect", form: asking).json["active"] == .bool(true))
        let ending = KeyedClient.presenting(try client.assertion(for: server, id: "3")).adding("token", text)
        #expect(await server.post("/v1/auth/revoke", json: ending).status == 200)
        let again = KeyedClient.presenting(try client.assertion(for: server, id: "4")).adding("token", text)
        #expect(await server.post("/v1/auth/introspect", json: again).json["active"] == .bool(false))
    }

    @Test func `client_id may stand beside it and must agree`() async throws {
        let server = try await server()
        let fields = fields(try client.assertion(for: server))
        #expect(await server.refusal(of: fields.adding("client_id", "other")) == .invalidRequest)
        #expect(await server.refusal(of: fields.adding("client_id", "app")) == nil)
    }

    @Test func `an assertion is used once, at whichever endpoint`() async throws {
        let server = try await server()
        let assertion = try client.assertion(for: server)
        #expect(await server.refusal(of: fields(assertion)) == nil)
        #expect(await server.refusal(of: fields(assertion)) == .invalidClient)
        let asking = KeyedClient.presenting(assertion).adding("token", "x")
        #expect(await server.post("/v1/auth/introspect", form: asking).error == "invalid_client")
        // Another text with the same jti is the same assertion.
        let renewed = try client.assertion(for: server, changing: ["exp": .integer((server.now + 200).seconds)])
        #expect(await server.refusal(of: fields(renewed)) == .invalidClient)
    }

    @Test func `whoever cannot sign cannot spend`() async throws {
        let server = try await server()
        let thief = KeyedClient(signer: try TestSigner(seed: 5))
        #expect(await server.refusal(of: fields(try thief.assertion(for: server))) == .invalidClient)
        #expect(await server.refusal(of: fields(try client.assertion(for: server))) == nil)
    }

    /// Claims that make an assertion none to believe, by what is wrong with it.
    static let badClaims: [(String, JSONObject)] = [
        ("another iss", ["iss": "other"]), ("no iss", ["iss": .null]), ("another sub", ["sub": "other"]),
        ("no sub", ["sub": .null]), ("iss a number", ["iss": .number("1")]),
        ("both another", ["iss": "x", "sub": "x"]),
        ("another letter case", ["iss": "APP", "sub": "APP"]),
        ("no aud", ["aud": .null]), ("an empty aud", ["aud": .array([])]),
        ("another aud", ["aud": "https://x.example"]),
        ("us and another", ["aud": .strings(["https://cardea.example", "https://x.example"])]),
        ("us twice", ["aud": .strings(["https://cardea.example", "https://cardea.example"])]),
        ("an aud that begins alike", ["aud": "https://cardea.example.evil.example"]),
        ("an aud with two slashes", ["aud": "https://cardea.example//"]),
        ("another endpoint", ["aud": "https://cardea.example/v1/auth/revoke"]),
        ("aud an object", ["aud": .object([:])]),
        ("no exp", ["exp": .null]), ("exp a text", ["exp": "1800000300"]), ("expired", ["exp": .number("1799999999")]),
        ("expiring now", ["exp": .number("1800000000")]), ("exp too far", ["exp": .number("1800003661")]),
        ("exp enormous", ["exp": .number("1e300")]),
        ("not valid yet", ["nbf": .number("1800000061")]), ("made in the future", ["iat": .number("1800000061")]),
        ("no jti", ["jti": .null]), ("an empty jti", ["jti": ""]), ("jti a number", ["jti": .number("1")]),
    ]

    @Test(arguments: badClaims)
    func `claims that do not hold are refused`(what: String, claims: JSONObject) async throws {
        let server = try await server()
        let assertion = try client.assertion(for: server, changing: claims)
        #expect(await server.refusal(of: fields(assertion)) == .invalidClient, "\(what)")
        #expect(await server.refusal(of: fields(try client.assertion(for: server))) == nil)
    }

    @Test(
        arguments: [
            (["aud": "https://cardea.example/"], [:]), (["aud": .strings(["https://cardea.example"])], [:]),
            (["aud": "https://cardea.example/v1/auth/oauthtoken"], [:]),
            (["exp": .number("1800003660"), "iat": .null], [:]), (["nbf": .number("1800000060")], [:]),
            ([:], ["typ": "JWT"]), ([:], ["typ": "application/jwt"]), ([:], ["typ": "client-authentication+jwt"]),
            ([:], ["typ": "application/Client-Authentication+JWT"]), ([:], ["kid": .null]),
        ] as [(JSONObject, JSONObject)])
    func `what the specifications leave open is accepted`(claims: JSONObject, header: JSONObject) async throws {
        let server = try await server()
        let assertion = try client.assertion(for: server, changing: claims, header: header)
        #expect(await server.refusal(of: fields(assertion)) == nil)
    }

    @Test func `who declares the newer type names the issuer and not the token endpoint`() async throws {
        let server = try await server()
        let assertion = try client.assertion(
            for: server, changing: ["aud": "https://cardea.example/v1/auth/oauthtoken"],
            header: ["typ": "client-authentication+jwt"])
        #expect(await server.refusal(of: fields(assertion)) == .invalidClient)
    }

    @Test func `an issuer with a path is named exactly`() async throws {
        let server = try await TestServer(issuer: "https://cardea.example/tenant", clients: [client.record()])
        for audience in ["https://cardea.example", "https://cardea.example/", "https://cardea.example/tenant/"] {
            let assertion = try client.assertion(for: server, changing: ["aud": .string(audience)])
            #expect(await server.refusal(of: fields(assertion)) == .invalidClient, "\(audience)")
        }
        #expect(await server.refusal(of: fields(try client.assertion(for: server))) == nil)
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `every algorithm that is advertised is verified, and none but the registered one`(
        algorithm: SignatureAlgorithm
    ) async throws {
        let key = try SigningKey.generate(algorithm)
        func server(_ registered: SignatureAlgorithm?) async throws -> TestServer {
            try await self.server { metadata in
                metadata.jwks = ["keys": .array([.object(key.publicJWK), .object(client.signer.jwk)])]
                metadata.authenticationAlgorithm = registered
            }
        }
        for registered in [nil, algorithm] {
            let server = try await server(registered)
            let text = try key.sign(client.claims(for: server).octets, type: "client-authentication+jwt")
            #expect(await server.refusal(of: fields(String(decoding: text, as: UTF8.self))) == nil)
        }
        let server = try await server(algorithm)
        let other = try client.assertion(for: server)
        #expect(await server.refusal(of: fields(other)) == (algorithm == .es256 ? nil : .invalidClient))
    }

    @Test func `a client proves itself in the way that it registered`() async throws {
        let keyed = try await server()
        var secret: Fields = ["grant_type": "client_credentials", "client_id": "app"]
        #expect(await keyed.refusal(of: secret) == .invalidClient)
        secret = secret.adding("client_secret", "app-secret")
        #expect(await keyed.refusal(of: secret) == .invalidClient)
        let jwks: JSONObject = ["keys": .array([.object(client.signer.jwk)])]
        for secret in ["app-secret", nil] {
            let other = try await TestServer(clients: [.make(secret: secret) { $0.jwks = jwks }])
            let fields: Fields = ["grant_type": "refresh_token", "refresh_token": "x"]
            let proof = KeyedClient.presenting(try client.assertion(for: other))
            #expect(await other.refusal(of: fields.replacing(with: proof)) == .invalidClient)
        }
    }

    @Test(
        arguments: [
            ["client_assertion_type": nil], ["client_assertion_type": "jwt"], ["client_assertion": nil],
            ["client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"],
            ["client_secret": "app-secret"], ["httpAuth": TestServer.basic("app", "app-secret")],
        ] as [[String: String?]])
    func `half a proof or two of them is a malformed request`(changes: [String: String?]) async throws {
        let server = try await server()
        var fields = fields(try client.assertion(for: server))
        for (name, value) in changes { fields = fields.setting(name, to: value) }
        #expect(await server.refusal(of: fields) == .invalidRequest)
    }

    @Test func `published keys are fetched, found again when they change, and trouble with them is no verdict`()
        async throws
    {
        let documents = KeptDocuments()
        let url = "https://app.example/keys"
        let server = try await TestServer(clients: [client.record(keysAt: url)], documents: documents)
        #expect(await server.refusal(of: fields(try client.assertion(for: server))) == .temporarilyUnavailable)
        documents.publish(client.signer.jwks, at: url)
        #expect(await server.refusal(of: fields(try client.assertion(for: server))) == nil)
        let next = KeyedClient(signer: try TestSigner(id: "key-2", seed: 8))
        documents.publish(next.signer.jwks, at: url)
        #expect(await server.refusal(of: fields(try next.assertion(for: server, id: "2"))) == nil)
        #expect(await server.refusal(of: fields(try client.assertion(for: server, id: "3"))) == .invalidClient)
    }

    @Test func `the reason is for the log, and everybody else reads the same`() async throws {
        let server = try await server()
        var texts: Set<String> = []
        for (number, (_, claims)) in Self.badClaims.enumerated() {
            let assertion = try client.assertion(for: server, id: "\(number)", changing: claims)
            let reply = await server.token(fields(assertion))
            #expect(reply.status == 401)
            texts.insert(reply.text)
        }
        for text in ["x", "a.b.c", try client.assertion(for: server, header: ["alg": "none"])] {
            texts.insert(await server.token(fields(text)).text)
        }
        #expect(texts.count == 1)
        #expect(server.log.lines.contains { $0.contains("its aud is not this server alone") })
        #expect(!server.log.lines.contains { $0.contains("eyJ") })
    }
}
