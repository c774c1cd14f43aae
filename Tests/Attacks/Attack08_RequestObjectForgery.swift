import CardeaTesting
import Crypto
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// No request object that the client did not make, in the way that it registered, changes a request.
@Suite struct Attack08_RequestObjectForgery {
    private let server: TestServer
    private let documents = KeptDocuments()
    private let signer: TestSigner
    private let neighbour: TestSigner

    init() async throws {
        let signer = try TestSigner()
        let neighbour = try TestSigner(seed: 7)
        (self.signer, self.neighbour) = (signer, neighbour)
        server = try await TestServer(
            clients: [
                .make { $0.jwks = ["keys": .array([.object(signer.jwk)])] },
                .make(id: "neighbour", secret: "neighbour-secret", uris: ["https://neighbour.example/callback"]) {
                    $0.jwks = ["keys": .array([.object(neighbour.jwk)])]
                },
            ], documents: documents)
    }

    private func claims(_ changes: JSONObject = [:]) -> JSONObject {
        var claims: JSONObject = [
            "iss": "app", "aud": .string(server.issuer.value), "client_id": "app", "response_type": "code",
            "redirect_uri": "https://app.example/callback", "scope": "openid", "state": "forged",
        ]
        for (name, value) in changes.members { claims[name] = value == .null ? nil : value }
        return claims
    }

    private func ask(_ object: String, changing changes: Fields = [:]) async -> Reply {
        let fields = server.request(["request": object]).replacing(with: changes)
        return await server.get("/oauth?\(fields.encoded)")
    }

    /// Refused, at the address that stands outside and with what stood there.
    private func expectRefusal(_ object: String, _ place: SourceLocation = #_sourceLocation) async {
        let reply = await ask(object)
        #expect(reply.answer["error"] == "invalid_request_object", sourceLocation: place)
        #expect(reply.answer["state"] == "state-1", sourceLocation: place)
        #expect(reply.location?.hasPrefix("https://app.example/callback?") == true, sourceLocation: place)
        #expect(documents.fetches.isEmpty, sourceLocation: place)
    }

    @Test func `the client's own object is taken`() async throws {
        let reply = await ask(try signer.sign(claims(["response_type": "code", "scope": "nonsense"])))
        // Its scope is judged in place of the outer one, and its state goes back.
        #expect(reply.answer["error"] == "invalid_scope")
        #expect(reply.answer["state"] == "forged")
    }

    @Test(arguments: ["none", "None", "NONE", "nOnE", ""])
    func `an unsigned object is none, however none is spelt`(algorithm: String) async throws {
        let header: JSONObject = ["alg": .string(algorithm), "kid": "key-1", "typ": "JWT"]
        let start = "\(Base64URL.encode(header.octets)).\(Base64URL.encode(claims().octets))"
        for end in [".", ".AA", "", ".\(String(repeating: "A", count: 86))"] { await expectRefusal(start + end) }
    }

    @Test func `the public key is no secret to sign with`() async throws {
        let text = String(decoding: signer.jwk.octets, as: UTF8.self)
        for algorithm in ["HS256", "HS384", "HS512"] {
            let header: JSONObject = ["alg": .string(algorithm), "kid": "key-1"]
            let input = "\(Base64URL.encode(header.octets)).\(Base64URL.encode(claims().octets))"
            for secret in [signer.jwk["x"]?.string ?? "", text, "app-secret"] {
                let key = SymmetricKey(data: Array(secret.utf8))
                let mac = HMAC<SHA256>.authenticationCode(for: Array(input.utf8), using: key)
                await expectRefusal("\(input).\(Base64URL.encode(Array(mac)))")
            }
        }
    }

    @Test func `another client's key is not this client's, though it have the same name`() async throws {
        await expectRefusal(try neighbour.sign(claims()))
        await expectRefusal(try neighbour.sign(claims(["iss": "neighbour", "client_id": "neighbour"])))
    }

    @Test func `another client's object is not this client's request`() async throws {
        let theirs = claims(["iss": "neighbour", "client_id": "neighbour", "redirect_uri": .null])
        let reply = await ask(try signer.sign(theirs))
        #expect(reply.answer["error"] == "invalid_request_object")
        // And the other way round: the neighbour does not get what was made for `app`.
        let outer: Fields = ["client_id": "neighbour", "redirect_uri": "https://neighbour.example/callback"]
        let stolen = await ask(try signer.sign(claims()), changing: outer)
        #expect(stolen.answer["error"] == "invalid_request_object")
        #expect(stolen.location?.hasPrefix("https://neighbour.example/callback?") == true)
    }

    @Test(arguments: ["jku", "x5u", "jwk", "x5c"])
    func `a key that the object brings along is not looked at`(parameter: String) async throws {
        let thief = try TestSigner(id: "thief", seed: 66)
        documents.publish(thief.jwks, at: "https://evil.example/keys")
        let value: JSONValue =
            switch parameter {
            case "jwk": .object(thief.jwk)
            case "x5c": .strings(["AA=="])
            default: "https://evil.example/keys"
            }
        await expectRefusal(try thief.sign(claims(), header: [parameter: value]))
        await expectRefusal(try thief.sign(claims(), header: [parameter: value, "kid": "key-1"]))
    }

    @Test(arguments: ["../../key-1", "https://evil.example/keys", "key-1' OR '1'='1", "key-1\u{0}", "KEY-1", ""])
    func `a kid is a name and nothing else`(kid: String) async throws {
        await expectRefusal(try signer.sign(claims(), header: ["kid": .string(kid)]))
    }

    @Test func `no object sends an answer where the client does not live`() async throws {
        for address in ["https://evil.example/", "https://neighbour.example/callback", "javascript:alert(1)"] {
            let reply = await ask(try signer.sign(claims(["redirect_uri": .string(address)])))
            #expect(reply.location == nil)
            #expect(reply.status == 400)
            // Nor does a bad object lead there.
            let bad = await ask(try neighbour.sign(claims()), changing: ["redirect_uri": address])
            #expect(bad.location == nil)
        }
    }

    @Test func `tokens of ours, and assertions of the client, are no requests`() async throws {
        let tokens = try await server.tokens()
        for name in ["access_token", "id_token"] { await expectRefusal(try #require(tokens[name])) }
        let assertion = claims(["sub": "app", "state": .null])
        await expectRefusal(try signer.sign(assertion, header: ["typ": "client-authentication+jwt"]))
    }

    @Test func `a request cannot be smuggled into a request`() async throws {
        let inner = try signer.sign(claims())
        await expectRefusal(try signer.sign(claims(["request": .string(inner)])))
        await expectRefusal(try signer.sign(claims(["request_uri": "https://evil.example/"])))
    }
}
