import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Answers that are encrypted to the client where it registered that, and never leave without.
@Suite struct EncryptedAnswersTests {
    private let reader = DecryptionKey(derivedFrom: MasterKey(from: .seeded(4)).derive("reader"), name: "reader")
    private let callback = "https://app.example/callback"

    private func server(_ change: (inout ClientMetadata) -> Void) async throws -> TestServer {
        let jwk = try reader.publicJWK()
        return try await TestServer(
            clients: [
                .make { metadata in
                    metadata.jwks = ["keys": .array([.object(jwk)])]
                    change(&metadata)
                }
            ])
    }

    /// What is in an encrypted token, which must be a signed one of this server's.
    private func opened(_ text: String, on server: TestServer, _ content: ContentEncryption = .a128CBCHS256)
        async throws
        -> JWTClaims
    {
        let token = try CompactJWE(text)
        #expect(token.encryption == content && token.contentType == "JWT")
        let jws = try CompactJWS(String(decoding: try token.decrypt(with: reader), as: UTF8.self))
        let keys = try JWKSet(json: await server.get("/v1/auth/jwks").body)
        #expect(keys.keys(id: jws.keyID, algorithm: jws.algorithm).contains(where: jws.isSigned(by:)))
        return try JWTClaims(payload: jws.payload)
    }

    @Test func `an ID token, with the usual encryption where the client names none`() async throws {
        let server = try await server { $0.idTokenEncryption = ResponseEncryption(.ecdhESA128KW) }
        let token = try #require(try await server.tokens()["id_token"])
        #expect(try await opened(token, on: server).audience == ["app"])
    }

    @Test func `userinfo, signed and encrypted`() async throws {
        let server = try await server { metadata in
            metadata.userInfoAlgorithm = .es256
            metadata.userInfoEncryption = ResponseEncryption(.ecdhES, .a256CBCHS512)
        }
        let reply = await server.get("/v1/auth/userinfo", bearer: try await server.tokens()["access_token"])
        #expect(reply.header("Content-Type") == "application/jwt")
        let claims = try await opened(reply.text, on: server, .a256CBCHS512)
        #expect(claims["email"] == "ada@example.com" && claims.issuer == "https://cardea.example")
    }

    @Test func `userinfo that is encrypted and not signed`() async throws {
        let server = try await server { $0.userInfoEncryption = ResponseEncryption(.ecdhES) }
        let reply = await server.get("/v1/auth/userinfo", bearer: try await server.tokens()["access_token"])
        #expect(reply.header("Content-Type") == "application/jwt" && !reply.text.contains("ada"))
        let token = try CompactJWE(reply.text)
        #expect(token.contentType == nil)
        let claims = try JSONParser.parse(try token.decrypt(with: reader)).object
        #expect(claims?["email"] == "ada@example.com" && claims?["iss"] == nil)
    }

    @Test func `the authorization response, codes and errors`() async throws {
        let server = try await server { $0.authorizationEncryption = ResponseEncryption(.ecdhESA256KW, .a128GCM) }
        var browser = try await server.authorize().browser
        let good = await browser.get("/oauth?\(server.request(["response_mode": "jwt"]).encoded)")
        let code = try await opened(try #require(good.reply.answer["response"]), on: server, .a128GCM)
        #expect(await server.token(server.redemption(of: code["code"]?.string ?? "")).status == 200)
        let bad = await browser.get("/oauth?\(server.request(["response_mode": "jwt", "scope": "x"]).encoded)")
        let error = try await opened(try #require(bad.reply.answer["response"]), on: server, .a128GCM)
        #expect(error["error"] == "invalid_scope" && error["state"] == "state-1")
        // What the client did not ask to have as a token is not a token.
        let plain = await browser.get("/oauth?\(server.request().encoded)")
        #expect(plain.reply.answer["code"] != nil)
    }

    @Test(arguments: ["application/token-introspection+jwt", "application/json", "*/*"])
    func `introspection, whatever the request says that it takes`(accepted: String) async throws {
        let server = try await server { $0.introspectionEncryption = ResponseEncryption(.ecdhES) }
        let form: Fields = [
            "token": try await server.tokens()["access_token"], "client_id": "app", "client_secret": "app-secret",
        ]
        let reply = await server.post("/v1/auth/introspect", form: form, headers: ["Accept": accepted])
        #expect(reply.header("Content-Type") == "application/token-introspection+jwt")
        let claims = try await opened(reply.text, on: server)
        #expect(claims["token_introspection"]?.object?["active"] == .bool(true))
    }

    @Test func `without a key nothing leaves in the clear`() async throws {
        let client = ClientRecord.make { metadata in
            metadata.userInfoEncryption = ResponseEncryption(.ecdhES)
            metadata.authorizationEncryption = ResponseEncryption(.rsaOAEP)
        }
        let server = try await TestServer(clients: [client])
        let userInfo = await server.get("/v1/auth/userinfo", bearer: try await server.tokens()["access_token"])
        #expect(userInfo.status == 500 && !userInfo.text.contains("ada"))
        let request = server.request(["response_mode": "jwt", "prompt": "none"])
        #expect(await server.get("/oauth?\(request.encoded)").status == 500)
    }

    @Test func `the metadata name what there is`() async throws {
        let document = await (try TestServer()).get("/.well-known/openid-configuration").json
        let contents = JSONValue.strings(["A128CBC-HS256", "A256CBC-HS512", "A128GCM", "A256GCM"])
        let agreeing = ["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"]
        for name in ["id_token", "userinfo", "authorization", "introspection", "request_object"] {
            let algorithms = name == "request_object" ? agreeing : ["RSA-OAEP", "RSA-OAEP-256"] + agreeing
            #expect(document["\(name)_encryption_alg_values_supported"] == .strings(algorithms))
            #expect(document["\(name)_encryption_enc_values_supported"] == contents)
        }
    }

    @Test func `a stranger's errors are encrypted within bounds`() async throws {
        let documents = KeptDocuments()
        let server = try await TestServer.open(documents: documents)
        let set: JSONObject = ["keys": .array([.object(try reader.publicJWK())])]
        documents.publish(set.octets, at: "https://app.example/keys")
        let id = try #require(
            await server.register(
                #"""
                {"redirect_uris":["http://127.0.0.1/cb"],"authorization_encrypted_response_alg":"ECDH-ES",
                 "jwks_uri":"https://app.example/keys"}
                """#)["client_id"])
        let request = server.request(
            of: id, to: "http://127.0.0.1:5555/cb", ["response_mode": "jwt", "prompt": "none"])
        for number in 0..<121 {
            let reply = await server.get("/oauth?\(request.encoded)")
            #expect(reply.status == (number < 120 ? 303 : 429))
        }
        #expect(documents.fetches.count == 1)
    }
}
