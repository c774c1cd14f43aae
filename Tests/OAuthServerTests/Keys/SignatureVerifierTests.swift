import CardeaTesting
import JOSE
import OAuthProtocol
import Storage
import Testing

@testable import OAuthServer

/// What somebody who only sends can have verified (threat 29).
@Suite struct SignatureVerifierTests {
    private static let uri = "http://127.0.0.1:5555/cb"
    private let documents = KeptDocuments()

    /// A stranger with as many keys as it wants.
    private func stranger(on server: TestServer, keys: [TestSigner]) async throws -> KeyedClient {
        let set: JSONObject = ["keys": .array(keys.map { .object($0.jwk) })]
        documents.publish(set.octets, at: "https://app.example/keys")
        let json = #"""
            {"redirect_uris":["http://127.0.0.1/cb"],"token_endpoint_auth_method":"private_key_jwt",
             "jwks_uri":"https://app.example/keys"}
            """#
        let id = try #require(await server.register(json)["client_id"])
        return KeyedClient(id: id, signer: try #require(keys.first))
    }

    private func signers(_ count: Int) throws -> [TestSigner] {
        try (0..<count).map { try TestSigner(id: "key-\($0)", seed: UInt64(100 + $0)) }
    }

    private func answer(_ server: TestServer, _ assertion: String, from address: String = "192.0.2.1") async -> Reply {
        let form = KeyedClient.presenting(assertion).adding("token", "x")
        return await server.send(
            "POST", "/v1/auth/introspect", headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: Array(form.encoded.utf8), from: address)
    }

    /// Signed with a key that the client does not have.
    private func forged(_ client: KeyedClient, on server: TestServer, _ number: Int) throws -> String {
        let thief = KeyedClient(id: client.id, signer: try TestSigner(id: client.signer.id, seed: 7))
        return try thief.assertion(for: server, id: "forged-\(number)")
    }

    @Test func `where there are many keys, the token says by kid which it is`() async throws {
        let server = try await TestServer.open(documents: documents)
        let client = try await stranger(on: server, keys: signers(5))
        #expect(await answer(server, try client.assertion(for: server, id: "1")).status == 200)
        let unnamed = try client.assertion(for: server, id: "2", header: ["kid": .null])
        #expect(await answer(server, unnamed).error == "invalid_client")
        #expect(server.log.lines.contains { $0.contains("its kid does not tell which of 5 keys to verify it with") })
        let few = try await stranger(on: server, keys: signers(4))
        server.clock.advance(600)
        #expect(await answer(server, try few.assertion(for: server, id: "3", header: ["kid": .null])).status == 200)
    }

    @Test func `a network whose signatures do not verify is turned away before the next is looked at`() async throws {
        let server = try await TestServer.open(documents: documents)
        let client = try await stranger(on: server, keys: signers(1))
        for number in 0..<60 {
            #expect(await answer(server, try forged(client, on: server, number)).error == "invalid_client")
        }
        let good = try client.assertion(for: server, id: "good")
        let refused = await answer(server, good)
        #expect(refused.status == 429 && refused.header("Retry-After") != nil)
        #expect(await answer(server, good, from: "198.51.100.1").status == 200, "others are none of it")
        server.clock.advance(60)
        #expect(await answer(server, try client.assertion(for: server, id: "later")).status == 200)
    }

    @Test func `signatures that verify are not counted`() async throws {
        let server = try await TestServer.open(documents: documents)
        let client = try await stranger(on: server, keys: signers(1))
        for number in 0..<100 {
            #expect(await answer(server, try client.assertion(for: server, id: "\(number)")).status == 200)
        }
    }

    @Test func `a client of the operator's is not kept out by who forges in its name`() async throws {
        let client = KeyedClient(signer: try TestSigner())
        let server = try await TestServer(clients: [client.record()])
        for number in 0..<100 {
            #expect(await answer(server, try forged(client, on: server, number)).error == "invalid_client")
        }
        #expect(await answer(server, try client.assertion(for: server, id: "good")).status == 200)
    }

    @Test func `few costly signatures of strangers wait, and they hold up none of the operator's clients`() async throws
    {
        let verifier = SignatureVerifier()
        let keys = try signers(4).map { try PublicKey(jwk: $0.jwk) }
        let jws = try CompactJWS(try TestSigner(seed: 7).sign(["sub": .string("ada")]))
        /// How many of `times` signatures are turned away that come at once, each from a network of its own.
        func turnedAway(_ times: Int, _ signer: @escaping @Sendable (String) -> SignatureVerifier.Signer) async -> Int {
            await withTaskGroup(of: Bool.self) { group in
                for number in 0..<times {
                    group.addTask {
                        let signer = signer("192.0.\(number / 250).\(number % 250)")
                        return (try? await verifier.objection(to: jws, by: keys, of: signer, at: Timestamp(9))) == nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
        }
        // One is verified in the time in which many come.
        let strangers = await turnedAway(500) { .dynamicClient(address: $0) }
        #expect((1...436).contains(strangers), "\(strangers)")
        #expect(await turnedAway(200) { _ in .chosen } == 0)
    }

    @Test func `request objects have the same bounds`() async throws {
        let server = try await TestServer.open(documents: documents)
        let client = try await stranger(on: server, keys: signers(5))
        let thief = try TestSigner(id: client.signer.id, seed: 7)
        for number in 0..<61 {
            let object = try thief.sign(["client_id": .string(client.id), "state": .integer(Int64(number))])
            let query = server.request(of: client.id, to: Self.uri, ["request": object])
            let reply = await server.get("/oauth?\(query.encoded)")
            #expect(reply.answer["error"] == (number < 60 ? "invalid_request_object" : "temporarily_unavailable"))
        }
        let unnamed = try client.signer.sign(["client_id": .string(client.id)], header: ["kid": .null])
        server.clock.advance(60)
        let query = server.request(of: client.id, to: Self.uri, ["request": unnamed])
        let reply = await server.get("/oauth?\(query.encoded)")
        #expect(reply.answer["error"] == "invalid_request_object")
        #expect(reply.answer["error_description"]?.contains("kid") == true)
    }

    @Test func `a stranger is not registered with a key that is larger than those in use`() async throws {
        let server = try await TestServer.open(documents: documents)
        let modulus = [UInt8](repeating: 0xa5, count: 1024)
        let json = #"""
            {"redirect_uris":["http://127.0.0.1/cb"],
             "jwks":{"keys":[{"kty":"RSA","e":"AQAB","n":"\#(Base64URL.encode(modulus))"}]}}
            """#
        let reply = await server.register(json)
        #expect(reply.error == "invalid_client_metadata")
        #expect(reply["error_description"]?.contains("2048 to 4096 bits") == true)
    }
}
