import CardeaTesting
import Crypto
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import Testing

/// No JWT but the client's own, made to authenticate here and now, authenticates it; and it serves for nothing else.
@Suite struct Attack08_ClientAssertionForgery {
    private let client: KeyedClient
    private let neighbour: KeyedClient
    private let issuer: AssertionIssuer
    private let server: TestServer
    private let documents = KeptDocuments()

    init() async throws {
        client = KeyedClient(signer: try TestSigner())
        neighbour = KeyedClient(id: "neighbour", signer: try TestSigner(seed: 7))
        issuer = AssertionIssuer(signer: try TestSigner(seed: 8))
        let trusted = issuer.trusted()
        server = try await TestServer(
            clients: [client.record(), neighbour.record()], documents: documents
        ) { $0.trustedIssuers = [trusted] }
    }

    /// Refused like every other, and nobody was asked for keys.
    private func expectRefusal(_ assertion: String, _ place: SourceLocation = #_sourceLocation) async {
        let fields = KeyedClient.presenting(assertion).adding("grant_type", "client_credentials")
        let reply = await server.token(fields)
        #expect(reply.status == 401 && reply.error == "invalid_client", sourceLocation: place)
        #expect(documents.fetches.isEmpty, sourceLocation: place)
    }

    @Test(arguments: [
        "none", "None", "nOnE", "", "HS256", "HS512", "RS256", "PS256", "ES384", "EdDSA", "ES256K", "es256",
    ])
    func `the algorithm is the key's, whatever the header says`(algorithm: String) async throws {
        await expectRefusal(try client.assertion(for: server, header: ["alg": .string(algorithm)]))
        let header: JSONObject = ["alg": .string(algorithm), "kid": "key-1"]
        let unsigned = "\(Base64URL.encode(header.octets)).\(Base64URL.encode(client.claims(for: server).octets))."
        for signature in ["", "AA", "e30"] { await expectRefusal(unsigned + signature) }
    }

    @Test func `the public key is no secret to sign with`() async throws {
        let jwk = client.signer.jwk
        let header: JSONObject = ["alg": "HS256", "kid": "key-1"]
        let input = "\(Base64URL.encode(header.octets)).\(Base64URL.encode(client.claims(for: server).octets))"
        let secrets = [
            jwk.octets, Array((jwk["x"]?.string ?? "").utf8), client.signer.jwks, [],
            Base64URL.decode(jwk["x"]?.string ?? "") ?? [],
        ]
        for secret in secrets {
            let mac = HMAC<SHA256>.authenticationCode(for: Array(input.utf8), using: SymmetricKey(data: secret))
            await expectRefusal("\(input).\(Base64URL.encode(Array(mac)))")
        }
    }

    @Test(
        arguments: [
            ["jku": "https://evil.example/keys"], ["x5u": "https://evil.example/"], ["jwk": .object([:])],
            ["crit": .array(["exp"])], ["crit": .array([])], ["b64": .bool(false)], ["zip": "DEF"],
        ] as [JSONObject])
    func `the header names no keys and no rules of its own`(header: JSONObject) async throws {
        await expectRefusal(try client.assertion(for: server, header: header))
    }

    @Test func `a key that comes along is not the client's`() async throws {
        let thief = KeyedClient(signer: try TestSigner(seed: 5))
        await expectRefusal(try thief.assertion(for: server))
        await expectRefusal(try thief.assertion(for: server, header: ["jwk": .object(thief.signer.jwk)]))
    }

    @Test func `another client's key is good for that client alone`() async throws {
        let impostor = KeyedClient(id: "app", signer: neighbour.signer)
        await expectRefusal(try impostor.assertion(for: server))
        for (iss, sub) in [("neighbour", "app"), ("app", "neighbour")] {
            for signer in [client.signer, neighbour.signer] {
                let claims = client.claims(for: server, changing: ["iss": .string(iss), "sub": .string(sub)])
                await expectRefusal(try signer.sign(claims))
            }
        }
    }

    @Test(arguments: [
        "at+jwt", "application/at+jwt", "oauth-id-jag+jwt", "oauth-authz-req+jwt", "dpop+jwt", "logout+jwt",
        "token-introspection+jwt", "jwt+x", "", "application/application/jwt",
    ])
    func `a JWT of another kind is none, whoever signed it`(type: String) async throws {
        await expectRefusal(try client.assertion(for: server, header: ["typ": .string(type)]))
    }

    @Test func `what this server signed is none`() async throws {
        let own = await server.token(
            KeyedClient.presenting(try client.assertion(for: server)).adding("grant_type", "client_credentials"))
        #expect(own.status == 200)
        await expectRefusal(own["access_token"] ?? "")
    }

    @Test func `a request object of the client is none, and an assertion is no request object`() async throws {
        let object: JSONObject = [
            "iss": "app", "aud": .string(server.issuer.value), "client_id": "app", "response_type": "code",
            "exp": .integer((server.now + 60).seconds), "jti": "1", "redirect_uri": "https://app.example/callback",
        ]
        await expectRefusal(try client.signer.sign(object))
        for header: JSONObject in [[:], ["typ": "JWT"], ["typ": "client-authentication+jwt"]] {
            let request = server.request(["request": try client.assertion(for: server, header: header)])
            let reply = await server.get("/oauth?\(request.encoded)")
            #expect(reply.answer["error"] == "invalid_request_object")
        }
    }

    @Test func `an assertion about a person is none, and none is one about a person`() async throws {
        for type in ["JWT", "oauth-id-jag+jwt"] {
            let about: JSONObject = ["sub": "app", "client_id": "app"]
            await expectRefusal(try issuer.assertion(for: server, changing: about, header: ["typ": .string(type)]))
        }
        for header: JSONObject in [[:], ["typ": "client-authentication+jwt"]] {
            let proof = KeyedClient.presenting(try client.assertion(for: server, id: "\(header.members.count)"))
            let fields: Fields = [
                "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
                "assertion": try client.assertion(for: server, id: "grant", header: header),
            ]
            #expect(await server.refusal(of: fields.replacing(with: proof)) == .invalidGrant)
        }
        // Not even the trusted issuer's, if it says that it is one.
        let marked = try issuer.assertion(for: server, header: ["typ": "client-authentication+jwt"])
        let proof = KeyedClient.presenting(try client.assertion(for: server, id: "last"))
        let fields: Fields = ["grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": marked]
        #expect(await server.refusal(of: fields.replacing(with: proof)) == .invalidGrant)
    }

    @Test func `members that stand twice, loose base64 and a damaged signature are refused`() async throws {
        let good = try client.assertion(for: server)
        let parts = good.split(separator: ".").map(String.init)
        let twice = "{\"sub\":\"app\"," + String(decoding: client.claims(for: server).octets.dropFirst(), as: UTF8.self)
        let header: JSONObject = ["alg": "ES256", "kid": "key-1"]
        for text in [
            try client.signer.sign(header: header.octets, payload: Array(twice.utf8)), "\(good)=", "\(good).",
            " \(good)",
            "\(parts[0]).\(parts[1])", "\(parts[0]).\(parts[1]).\(parts[2].dropLast(2))", "\(parts[0]).e30.\(parts[2])",
        ] {
            await expectRefusal(text)
        }
        #expect(
            await server.refusal(
                of: KeyedClient.presenting(good).adding("grant_type", "client_credentials")) == nil)
    }
}
