import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// What signs access tokens: the client's choice, then the resources', then the server's.
@Suite struct AccessTokenAlgorithmTests {
    private static let (mcp, api, plain) = ("https://mcp.example", "https://api.example", "https://plain.example")

    /// A server whose resources want RS256, ES384 and nothing.
    private func server(_ clients: [ClientRecord] = [.make()]) async throws -> TestServer {
        try await TestServer(clients: clients) { configuration in
            let wishes: [(String, SignatureAlgorithm?)] = [(Self.mcp, .rs256), (Self.api, .es384), (Self.plain, nil)]
            configuration.resources = wishes.compactMap { text, algorithm in
                guard let uri = ResourceIndicator(text) else { return nil }
                var resource = ResourceConfiguration(uri: uri)
                resource.accessAlgorithm = algorithm
                return resource
            }
        }
    }

    private func algorithm(of token: String?) throws -> String? {
        try DecodedToken(token).header["alg"]?.string
    }

    @Test(arguments: [(nil, "ES256"), (mcp, "RS256"), (api, "ES384"), (plain, "ES256")] as [(String?, String)])
    func `a token for a resource is signed as the resource wants it`(resource: String?, expected: String) async throws {
        let server = try await server()
        let token = try await server.clientToken(["resource": resource])["access_token"]
        #expect(try algorithm(of: token) == expected)
        let keys = try JWKSet(json: await server.get("/v1/auth/jwks").body)
        let jws = try CompactJWS(try #require(token))
        #expect(keys.keys(id: jws.keyID, algorithm: expected).contains(where: jws.isSigned(by:)))
        #expect(await server.introspect(token ?? "").json["active"] == .bool(true))
    }

    @Test func `the client's own choice stands above that, and every endpoint of ours takes it`() async throws {
        let client = ClientRecord.make { $0.accessTokenAlgorithm = .rs256 }
        let server = try await server([client])
        #expect(try algorithm(of: try await server.clientToken(["resource": Self.api])["access_token"]) == "RS256")
        let tokens = try await server.tokens()
        #expect(try algorithm(of: tokens["access_token"]) == "RS256")
        #expect(try await server.takes(tokens["access_token"]))
        let renewed = await server.get("/v1/auth/renewaccesstoken", bearer: tokens["access_token"])
        #expect(try algorithm(of: renewed["accessToken"]) == "RS256")
    }

    @Test func `resources that want different signatures are asked for one at a time`() async throws {
        let server = try await server()
        let fields: Fields = ["grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret"]
        let reply = await server.token(fields.adding("resource", Self.mcp).adding("resource", Self.api))
        #expect(reply.status == 400 && reply.error == "invalid_target")
        let reason = try #require(reply["error_description"])
        for part in ["one at a time", "RS256", "ES384", Self.mcp, Self.api] { #expect(reason.contains(part)) }
        // One that says nothing is signed for by the server's default, which the other does not take.
        #expect(
            await server.token(fields.adding("resource", Self.mcp).adding("resource", Self.plain)).error
                == "invalid_target")
    }

    @Test func `a code for both is still good for each`() async throws {
        let server = try await server()
        let code = try await server.authorize(
            exactly: server.request().adding("resource", Self.mcp).adding("resource", Self.api)
        ).code
        #expect(await server.token(server.redemption(of: code)).error == "invalid_target")
        let tokens = await server.token(server.redemption(of: code).adding("resource", Self.api))
        #expect(try algorithm(of: tokens["access_token"]) == "ES384")
        server.clock.advance(60)
        let refreshed = await server.token(
            server.refreshing(tokens["refresh_token"]).adding("resource", Self.mcp))
        #expect(try algorithm(of: refreshed["access_token"]) == "RS256")
    }

    @Test func `an opaque token for both is no matter of signatures`() async throws {
        let server = try await server([.make { $0.accessTokenFormat = .opaque }])
        let fields: Fields = ["grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret"]
        #expect(await server.token(fields.adding("resource", Self.mcp).adding("resource", Self.api)).status == 200)
    }

    @Test func `a stranger does not choose what resources verify by`() async throws {
        let server = try await TestServer.open()
        let registered = await server.register(
            #"{"redirect_uris":["http://127.0.0.1/cb"],"access_token_signed_response_alg":"ML-DSA-65"}"#)
        #expect(registered.status == 201 && registered.json["access_token_signed_response_alg"] == nil)
        let tokens = try await server.tokens(of: registered["client_id"], to: "http://127.0.0.1:5555/cb")
        #expect(try algorithm(of: tokens["access_token"]) == "ES256")
    }

    @Test func `what resources are signed for has keys from the start`() throws {
        var resource = ResourceConfiguration(uri: try #require(ResourceIndicator(Self.api)))
        resource.accessAlgorithm = .es384
        #expect(TokenConfiguration().standingAlgorithms(for: [resource]) == [.rs256, .es256, .es384])
    }
}
