import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Everybody reads one JWK Set, so nobody unknown decides what is in it (threat 28).
@Suite struct DynamicClientSignatureTests {
    private static let document = "https://app.example/client.json"
    private static let uri = "http://127.0.0.1:5555/cb"
    private static let members = [
        "id_token_signed_response_alg", "userinfo_signed_response_alg", "authorization_signed_response_alg",
        "introspection_signed_response_alg",
    ]
    private let documents = KeptDocuments()

    private func registration(_ member: String, _ algorithm: String) -> String {
        #"{"redirect_uris":["http://127.0.0.1/cb"],"\#(member)":"\#(algorithm)"}"#
    }

    private func publish(_ member: String, _ algorithm: String) {
        let text = registration(member, algorithm).replacing("{", with: #"{"client_id":"\#(Self.document)","#)
        documents.answer(
            FetchedDocument(mediaType: "application/json", octets: Array(text.utf8)), at: Self.document)
    }

    private func ask(_ server: TestServer, _ id: String?, _ changes: Fields = [:]) async -> Reply {
        await server.get("/oauth?\(server.request(of: id, to: Self.uri, changes).encoded)")
    }

    @Test(arguments: members, ["PS256", "ES384", "EdDSA", "ML-DSA-65"])
    func `one that registers itself has no key made, and learns what there is`(
        member: String, algorithm: String
    ) async throws {
        let server = try await TestServer.open(documents: documents)
        let published = server.ring.current.jwks
        let refused = await server.register(registration(member, algorithm))
        #expect(refused.status == 400 && refused.error == "invalid_client_metadata")
        let reason = try #require(refused["error_description"])
        #expect(reason == "\(member): \(algorithm) signs nothing here, use one of: ES256, RS256")
        #expect(await server.register(registration(member, "ES256")).status == 201)
        #expect(server.ring.current.jwks == published)
    }

    @Test func `nor has one that is known by its document, by whatever it asks for`() async throws {
        let server = try await TestServer.open(documents: documents)
        let published = server.ring.current.jwks
        publish("authorization_signed_response_alg", "ML-DSA-65")
        for changes in [["response_mode": "jwt", "scope": "x"], ["response_mode": "jwt"], [:]] as [Fields] {
            let reply = await ask(server, Self.document, changes)
            #expect(reply.status == 400 && reply.text.contains("ML-DSA-65"))
        }
        #expect(server.ring.current.jwks == published)
        publish("authorization_signed_response_alg", "ES256")
        #expect(await ask(server, Self.document, ["response_mode": "jwt"]).status == 303)
    }

    @Test func `it may choose what the operator's clients have had published`() async throws {
        let server = try await TestServer.open(documents: documents)
        try await server.add(.make(id: "other") { $0.userInfoAlgorithm = .es384 })
        let json = registration("id_token_signed_response_alg", "ES384")
        let id = try #require(await server.register(json)["client_id"])
        let tokens = try await server.tokens(of: id, to: Self.uri)
        #expect(try CompactJWS(try #require(tokens["id_token"])).algorithm == "ES384")
    }

    @Test func `not what is published and was taken off the list`() async throws {
        let server = try await TestServer.open(documents: documents) { $0.tokens.signingAlgorithms = [.rs256, .es256] }
        try await server.add(.make(id: "other") { $0.userInfoAlgorithm = .es384 })
        #expect(await server.register(registration("id_token_signed_response_alg", "ES384")).status == 400)
    }

    @Test func `once an algorithm is retired, those who chose it are to register again`() async throws {
        let server = try await TestServer.open(documents: documents)
        let usual = server.ring.current
        try await server.add(.make(id: "other") { $0.userInfoAlgorithm = .es384 })
        let sealed = await server.register(registration("id_token_signed_response_alg", "ES384"))["client_id"]
        publish("id_token_signed_response_alg", "ES384")
        for id in [sealed, Self.document] { #expect(await ask(server, id).status == 303) }
        server.ring.replace(usual)
        server.clock.advance(1)
        for id in [sealed, Self.document] { #expect(await ask(server, id).status == 400) }
    }

    @Test func `an error to a client of the operator's makes no key either`() async throws {
        let server = try await TestServer()
        let published = server.ring.current.jwks
        // As if it had been registered before there was a rule, and no key had been made since.
        let client = ClientRecord.make(id: "old") { $0.authorizationAlgorithm = .mlDSA65 }
        #expect(try await server.store.commitNewClient(client))
        let request = server.request(["response_mode": "jwt", "prompt": "none"], client: "old")
        #expect(await server.get("/oauth?\(request.encoded)").status == 500)
        #expect(server.ring.current.jwks == published)
    }
}
