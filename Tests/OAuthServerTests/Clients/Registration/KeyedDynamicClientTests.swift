import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Dynamic clients and their key: what MCP's enterprise-managed authorization takes for granted.
@Suite struct KeyedDynamicClientTests {
    private static let document = "https://app.example/client.json"
    private static let uri = "http://127.0.0.1:5555/cb"
    private let documents = KeptDocuments()
    private let signer: TestSigner

    init() throws {
        signer = try TestSigner()
    }

    private var members: String {
        """
        "redirect_uris":["http://127.0.0.1/cb"],"token_endpoint_auth_method":"private_key_jwt",\
        "jwks":\(String(decoding: signer.jwks, as: UTF8.self))
        """
    }

    /// The tokens of a whole flow, and what a client without its key gets for the same code.
    private func flow(_ id: String, on server: TestServer) async throws -> (tokens: Reply, thief: Reply) {
        let authorization = try await server.authorize(exactly: server.request(of: id, to: Self.uri))
        let fields: Fields = [
            "grant_type": "authorization_code", "code": authorization.code, "redirect_uri": Self.uri,
            "code_verifier": TestServer.verifier,
        ]
        let thief = await server.token(fields.adding("client_id", id))
        let proof = KeyedClient.presenting(try KeyedClient(id: id, signer: signer).assertion(for: server))
        return (await server.token(fields.replacing(with: proof)), thief)
    }

    @Test func `one that registers itself gets no secret and proves itself by its key`() async throws {
        let server = try await TestServer.open(documents: documents)
        let registered = await server.register("{\(members)}")
        #expect(registered.status == 201 && registered["client_secret"] == nil)
        #expect(registered["token_endpoint_auth_method"] == "private_key_jwt")
        let (tokens, thief) = try await flow(try #require(registered["client_id"]), on: server)
        #expect(thief.error == "invalid_client")
        #expect(tokens.status == 200 && tokens["refresh_token"] != nil)
    }

    @Test func `one without a key is not registered for it`() async throws {
        let server = try await TestServer.open(documents: documents)
        let method = #"{"redirect_uris":["http://127.0.0.1/cb"],"token_endpoint_auth_method":"private_key_jwt"}"#
        #expect(await server.register(method).error == "invalid_client_metadata")
        let weak = method.replacing("}", with: #","token_endpoint_auth_signing_alg":"HS256"}"#)
        #expect(await server.register(weak).error == "invalid_client_metadata")
    }

    @Test func `one that is known by its document proves itself by the key in it`() async throws {
        let server = try await TestServer.open(documents: documents)
        let text = #"{"client_id":"\#(Self.document)","client_name":"App",\#(members)}"#
        documents.answer(
            FetchedDocument(mediaType: "application/json", octets: Array(text.utf8)), at: Self.document)
        let (tokens, thief) = try await flow(Self.document, on: server)
        #expect(thief.error == "invalid_client")
        #expect(tokens.status == 200)
    }

    @Test func `one that was let in by token brings newcomers, and both are kept`() async throws {
        let issuer = AssertionIssuer(signer: try TestSigner(seed: 8))
        let trusted = issuer.trusted { $0.createsAccounts = true }
        let server = try await TestServer.open(documents: documents) { $0.trustedIssuers = [trusted] }
        let tokens = InitialAccessTokens(
            keys: TokenKeys(ring: server.ring, master: server.master), clients: server.store)
        let token = tokens.make(named: "acme", at: server.now, until: server.now + 60)
        let registered = await server.register(
            #"{"grant_types":["urn:ietf:params:oauth:grant-type:jwt-bearer"],\#(members)}"#, bearer: token.exposed)
        let id = try #require(registered["client_id"])
        let proof = KeyedClient.presenting(try KeyedClient(id: id, signer: signer).assertion(for: server))
        let fields: Fields = [
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "assertion": try issuer.assertion(
                for: server, changing: ["sub": "u-1", "client_id": .string(id)],
                header: ["typ": "oauth-id-jag+jwt"]),
        ]
        let reply = await server.token(fields.replacing(with: proof))
        #expect(reply.status == 200)
        #expect(try await server.store.findClient(ClientID(id)) != nil)
        #expect(try await server.store.findUsers().count == 2)
        let asking = KeyedClient.presenting(try KeyedClient(id: id, signer: signer).assertion(for: server, id: "2"))
        let seen = await server.post("/v1/auth/introspect", form: asking.adding("token", reply["access_token"] ?? ""))
        #expect(seen.json["active"] == .bool(true))
    }
}
