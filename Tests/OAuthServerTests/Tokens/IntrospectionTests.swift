import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

@Suite struct IntrospectionTests {
    private static let dead = #"{"active":false}"#

    private func server(_ configure: (inout ServerConfiguration) -> Void = { _ in }) async throws -> TestServer {
        try await TestServer(
            clients: [
                .make(), .make(id: "other", secret: "other-secret"),
                .make(id: "api", secret: "api-secret", grants: [.clientCredentials]) { $0.mayIntrospect = true },
                .make(id: "public", secret: nil),
            ], configure: configure)
    }

    @Test(arguments: [AccessTokenFormat.jwt, .opaque])
    func `a live access token is described`(format: AccessTokenFormat) async throws {
        let server = try await server { $0.tokens.accessFormat = format }
        let answer = await server.introspect(try await server.tokens()["access_token"]).json
        #expect(answer["active"] == .bool(true))
        #expect(
            answer["client_id"] == "app" && answer["iss"] == "https://cardea.example" && answer["username"] == "ada")
        #expect(answer["aud"] == "https://cardea.example" && answer["token_type"] == "Bearer")
        #expect(answer["scope"] == "openid profile email")
        #expect(answer["exp"] == .integer((server.now + 3600).seconds))
        #expect(answer["sub"]?.string == UserRecord.make().id.description)
    }

    @Test func `a live refresh token is described, and its predecessor is not`() async throws {
        let server = try await server()
        let tokens = try await server.tokens()
        #expect(
            await server.introspect(tokens["refresh_token"]).json["exp"] == .integer((server.now + 1_209_600).seconds))
        _ = await server.token(server.refreshing(tokens["refresh_token"]))
        #expect(await server.introspect(tokens["refresh_token"]).text == Self.dead)
    }

    @Test(arguments: ["x", "a.b.c", "", String(repeating: "A", count: 75)])
    func `what we do not know is dead, and nothing more is said`(token: String) async throws {
        let reply = await (try server()).introspect(token.isEmpty ? "-" : token)
        #expect(reply.status == 200)
        #expect(reply.text == Self.dead)
    }

    @Test func `an expired token is dead`() async throws {
        let server = try await server()
        let tokens = try await server.tokens()
        server.clock.advance(3599)
        #expect(await server.introspect(tokens["access_token"]).json["active"] == .bool(true))
        server.clock.advance(1)
        #expect(await server.introspect(tokens["access_token"]).text == Self.dead)
        server.clock.advance(1_209_600 - 3600)
        #expect(await server.introspect(tokens["refresh_token"]).text == Self.dead)
    }

    @Test func `an id token and a code are no tokens to introspect, nor to show`() async throws {
        let server = try await server()
        let tokens = try await server.tokens()
        for token in [tokens["id_token"], try await server.authorize().code] {
            #expect(await server.introspect(token).text == Self.dead)
        }
        for token in [tokens["id_token"], tokens["refresh_token"], try await server.authorize().code] {
            for path in ["/v1/auth/userinfo", "/v1/auth/me", "/v1/auth/renewaccesstoken"] {
                #expect(await server.get(path, bearer: token).status == 401)
            }
        }
    }

    @Test(arguments: ["access_token", "refresh_token", "something"])
    func `a hint is only a hint`(hint: String) async throws {
        let server = try await server()
        let tokens = try await server.tokens()
        for kind in ["access_token", "refresh_token"] {
            let fields: Fields = ["token": tokens[kind], "token_type_hint": hint]
            let headers: Fields = ["Authorization": TestServer.basic("app", "app-secret")]
            let reply = await server.post("/v1/auth/introspect", json: fields, headers: headers)
            #expect(reply.json["active"] == .bool(true))
        }
    }

    @Test func `another client learns nothing, unless it may ask`() async throws {
        let server = try await server()
        let tokens = try await server.tokens()
        for kind in ["access_token", "refresh_token"] {
            #expect(await server.introspect(tokens[kind], client: "other", secret: "other-secret").text == Self.dead)
            #expect(
                await server.introspect(tokens[kind], client: "api", secret: "api-secret").json["active"] == .bool(true)
            )
        }
    }

    @Test func `a public client may not ask at all`() async throws {
        let server = try await server()
        let reply = await server.post("/v1/auth/introspect", form: ["token": "x", "client_id": "public"])
        #expect(reply.status == 400)
        #expect(reply.error == "unauthorized_client")
    }

    @Test func `nobody asks without proof, and without a token there is nothing to ask`() async throws {
        let server = try await server()
        #expect(await server.post("/v1/auth/introspect", form: ["token": "x"]).status == 401)
        #expect(await server.introspect("x", secret: "wrong").status == 401)
        #expect(await server.introspect(nil).error == "invalid_request")
    }

    @Test func `the tokens of a client that was removed are dead to everyone`() async throws {
        let server = try await server()
        let tokens = try await server.tokens()
        _ = try await server.store.commitRemovalOfClient(ClientID("app"))
        server.clock.advance(1)
        for kind in ["access_token", "refresh_token"] {
            #expect(await server.introspect(tokens[kind], client: "api", secret: "api-secret").text == Self.dead)
        }
        try await server.add(.make(instance: 2))
        server.clock.advance(1)
        for kind in ["access_token", "refresh_token"] {
            #expect(await server.introspect(tokens[kind], client: "api", secret: "api-secret").text == Self.dead)
            #expect(await server.introspect(tokens[kind]).text == Self.dead)
        }
    }

    @Test(arguments: Ending.allCases.filter { $0 != .clientRemoved })
    func `a token dies with what it came from`(end: Ending) async throws {
        let server = try await server()
        let browser = try await server.authorize().browser
        let tokens = try await server.tokens(in: browser)
        try await end.happen(on: server, in: browser)
        server.clock.advance(1)
        for kind in ["access_token", "refresh_token"] {
            #expect(await server.introspect(tokens[kind]).text == Self.dead)
        }
    }
}
