import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

@Suite struct RevocationTests {
    private func server(_ change: (inout ServerConfiguration) -> Void = { _ in }) async throws -> TestServer {
        let other = ClientRecord.make(id: "other", secret: "other-secret") { $0.mayIntrospect = true }
        return try await TestServer(clients: [.make(), other], configure: change)
    }

    @Test func `a refresh token takes its family with it`() async throws {
        let server = try await server()
        let tokens = try await server.tokens()
        #expect(await server.revoke(tokens["refresh_token"]).status == 200)
        #expect(try await !server.takes(tokens["access_token"]))
        #expect(await server.refusal(of: server.refreshing(tokens["refresh_token"])) == .invalidGrant)
    }

    @Test func `an old refresh token of the family does so too`() async throws {
        let server = try await server()
        let tokens = try await server.tokens()
        let refreshed = await server.token(server.refreshing(tokens["refresh_token"]))
        #expect(await server.revoke(tokens["refresh_token"]).status == 200)
        #expect(try await !server.takes(refreshed["access_token"]))
    }

    @Test(arguments: [AccessTokenFormat.jwt, .opaque])
    func `an access token dies alone`(format: AccessTokenFormat) async throws {
        let server = try await server { $0.tokens.accessFormat = format }
        let tokens = try await server.tokens()
        #expect(await server.revoke(tokens["access_token"]).status == 200)
        #expect(try await !server.takes(tokens["access_token"]))
        #expect(await server.get("/v1/auth/renewaccesstoken", bearer: tokens["access_token"]).status == 401)
        let refreshed = await server.token(server.refreshing(tokens["refresh_token"]))
        #expect(try await server.takes(refreshed["access_token"]))
    }

    @Test func `two hundred access tokens of a family die one by one, and one more takes the family with it`()
        async throws
    {
        let store = MemoryStore()
        let server = try await TestServer(clients: [.make()], store: store)
        let tokens = try await server.tokens()
        let bystander = try await server.tokens()
        var live = tokens["access_token"]
        var dead: [String?] = []
        for number in 0...200 {
            let renewed = await server.get("/v1/auth/renewaccesstoken", bearer: live)["accessToken"]
            #expect(await server.revoke(live).status == 200)
            dead.append(live)
            live = renewed
            // The 201st.
            if number >= 199 { #expect(try await server.takes(live) == (number < 200)) }
        }
        #expect(await server.refusal(of: server.refreshing(tokens["refresh_token"])) == .invalidGrant)
        for token in [dead[0], dead[199], dead[200]] { #expect(try await !server.takes(token)) }
        #expect(try await server.takes(bystander["access_token"]))
    }

    @Test func `a client's own token dies too`() async throws {
        let server = try await server()
        let token = try await server.clientToken()["access_token"]
        #expect(await server.revoke(token).status == 200)
        #expect(await server.introspect(token).json["active"] == .bool(false))
    }

    @Test(arguments: ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.AA", String(repeating: "A", count: 75)])
    func `a token that we do not know is dead already`(token: String) async throws {
        let server = try await server()
        #expect(await server.revoke(token).status == 200)
    }

    @Test func `revoking twice is not an error`() async throws {
        let server = try await server()
        let tokens = try await server.tokens()
        for _ in 0..<2 {
            #expect(await server.revoke(tokens["refresh_token"]).status == 200)
            #expect(await server.revoke(tokens["access_token"]).status == 200)
        }
    }

    @Test func `another client's token stays alive, whatever one may look at`() async throws {
        let server = try await server()
        let tokens = try await server.tokens()
        for kind in ["access_token", "refresh_token"] {
            let reply = await server.revoke(tokens[kind], client: "other", secret: "other-secret")
            #expect(reply.status == 400)
            #expect(reply.error == "invalid_grant")
        }
        #expect(try await server.takes(tokens["access_token"]))
        #expect(await server.refusal(of: server.refreshing(tokens["refresh_token"])) == nil)
    }

    @Test func `nobody revokes without saying who they are`() async throws {
        let server = try await server()
        let token = try await server.tokens()["refresh_token"]
        #expect(await server.post("/v1/auth/revoke", form: ["token": token]).status == 401)
        #expect(await server.revoke(token, secret: "wrong").status == 401)
        #expect(await server.revoke(nil).error == "invalid_request")
        #expect(await server.refusal(of: server.refreshing(token)) == nil)
    }

    @Test(arguments: ["refresh_token", "access_token", "nonsense"])
    func `a hint is only a hint`(hint: String) async throws {
        let server = try await server()
        let tokens = try await server.tokens()
        let fields: Fields = [
            "token": tokens["refresh_token"], "token_type_hint": hint, "client_id": "app",
            "client_secret": "app-secret",
        ]
        #expect(await server.post("/v1/auth/revoke", json: fields).status == 200)
        #expect(try await !server.takes(tokens["access_token"]))
    }
}
