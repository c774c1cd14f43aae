import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

@Suite struct ClientCredentialsGrantTests {
    @Test func `a client gets a token for itself, and no more`() async throws {
        let server = try await TestServer()
        let reply = try await server.clientToken()
        #expect(reply["token_type"] == "Bearer")
        #expect(reply.integer("expires_in") == 3600)
        #expect(reply["refresh_token"] == nil && reply["id_token"] == nil)
        let token = try DecodedToken(reply["access_token"])
        #expect(token["sub"] == "app" && token["client_id"] == "app")
        #expect(token.claims["auth_time"] == nil)
        #expect(await server.introspect(reply["access_token"]).json["active"] == .bool(true))
    }

    @Test(arguments: ["/v1/auth/me", "/v1/auth/userinfo", "/v1/auth/renewaccesstoken"])
    func `it opens nothing that is a user's`(path: String) async throws {
        let server = try await TestServer()
        let reply = await server.get(path, bearer: try await server.clientToken()["access_token"])
        #expect(reply.status == 401)
        #expect(reply.header("WWW-Authenticate")?.hasPrefix("Bearer error=\"invalid_token\", ") == true)
    }

    @Test func `a public client has nothing to prove itself by`() async throws {
        let server = try await TestServer(clients: [.make(secret: nil)])
        let fields: Fields = ["grant_type": "client_credentials", "client_id": "app"]
        #expect(await server.refusal(of: fields) == .unauthorizedClient)
    }

    @Test func `a client that is not registered for the grant is told so`() async throws {
        let server = try await TestServer(clients: [.make(grants: [.authorizationCode])])
        let fields: Fields = ["grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret"]
        #expect(await server.refusal(of: fields) == .unauthorizedClient)
    }

    @Test func `its token dies with the registration, and a new one of the same name does not wake it`() async throws {
        let server = try await TestServer()
        let token = try await server.clientToken()["access_token"]
        _ = try await server.store.commitRemovalOfClient(ClientID("app"))
        try await server.add(.make(instance: 2))
        server.clock.advance(1)
        #expect(await server.introspect(token).text == #"{"active":false}"#)
    }
}
