import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// `id_token_claims`: ID tokens for clients that read nothing else.
@Suite struct IDTokenClaimsTests {
    private static let about = ["name", "preferred_username", "email", "email_verified", "updated_at"]
    private let person: UserRecord = .make()

    /// What an ID token says of the person, apart from who it is.
    private func said(_ reply: Reply) throws -> JSONObject {
        let claims = try DecodedToken(reply["id_token"]).claims
        var said = JSONObject()
        for (name, value) in claims.members where !ProtocolClaims.names.contains(name) { said.append(name, value) }
        return said
    }

    /// What UserInfo says of the person, apart from who it is.
    private func told(_ tokens: Reply, _ server: TestServer) async -> JSONObject {
        var told = await server.get("/v1/auth/userinfo", bearer: tokens["access_token"]).json
        told["sub"] = nil
        return told
    }

    @Test func `without the setting they say nothing of the person`() async throws {
        #expect(try said(try await TestServer().tokens()).members.isEmpty)
    }

    @Test func `with it they say what UserInfo says`() async throws {
        let server = try await TestServer(clients: [.make { $0.idTokenClaims = .scope }])
        let tokens = try await server.tokens()
        let (said, told) = (try said(tokens), await told(tokens, server))
        #expect(said == told)
        #expect(Set(said.members.map(\.name)).isSuperset(of: ["preferred_username", "email", "email_verified"]))
    }

    @Test func `the operator's setting is for every client that does not say`() async throws {
        let quiet = ClientRecord.make(id: "quiet", secret: "s") { $0.idTokenClaims = IDTokenClaims.none }
        let server = try await TestServer(clients: [.make(), quiet]) { $0.tokens.idTokenClaims = .scope }
        #expect(try said(try await server.tokens())["email"] != nil)
        #expect(try said(try await server.tokens(client: "quiet", secret: "s")).members.isEmpty)
    }

    @Test func `without it a claim that was asked for brings no others along`() async throws {
        let claims = #"{"id_token":{"email":null}}"#
        let tokens = try await TestServer().tokens(["claims": claims])
        #expect(try said(tokens).members.map(\.name) == ["email"])
    }

    @Test func `they say no more than was granted, also when a refresh narrows it`() async throws {
        let server = try await TestServer(clients: [.make { $0.idTokenClaims = .scope }])
        let tokens = try await server.tokens(["scope": "openid email offline_access"])
        #expect(try said(tokens).members.map(\.name) == ["email", "email_verified"])
        server.clock.advance(60)
        let refreshed = await server.token(server.refreshing(tokens["refresh_token"]))
        #expect(try said(refreshed).members.map(\.name) == ["email", "email_verified"])
        server.clock.advance(60)
        let narrowed = server.refreshing(refreshed["refresh_token"]).adding("scope", "openid")
        #expect(try said(await server.token(narrowed)).members.isEmpty)
    }

    @Test func `a mapping stands above them, and a pairwise client learns no user id`() async throws {
        let client = ClientRecord.make { metadata in
            metadata.idTokenClaims = .scope
            metadata.claimMapping = ["nickname": "preferred_username"]
            metadata.subjectType = .pairwise
        }
        let server = try await TestServer(clients: [client])
        let tokens = try await server.tokens()
        #expect(try said(tokens)["nickname"] == .string(person.username))
        let told = await told(tokens, server)
        #expect(try said(tokens) == told)
        #expect(try DecodedToken(tokens["id_token"])["sub"] != person.id.description)
    }

    @Test func `a device's ID token has them too`() async throws {
        let server = try await TestServer(clients: [.device(scope: "openid email") { $0.idTokenClaims = .scope }])
        let device = await server.ask()
        try await server.decide(on: device)
        #expect(try said(await server.poll(device))["email"] != nil)
    }

    @Test func `a stranger has the operator's setting and not its own`() async throws {
        let uri = "http://127.0.0.1:5555/cb"
        let stated = #"{"redirect_uris":["http://127.0.0.1/cb"],"id_token_claims":"scope"}"#
        let server = try await TestServer.open()
        let registered = await server.register(stated)
        #expect(registered.status == 201 && registered.json["id_token_claims"] == nil)
        #expect(try said(try await server.tokens(of: registered["client_id"], to: uri)).members.isEmpty)
        let generous = try await TestServer.open { $0.tokens.idTokenClaims = .scope }
        let id = await generous.register(#"{"redirect_uris":["http://127.0.0.1/cb"]}"#)["client_id"]
        #expect(try said(try await generous.tokens(of: id, to: uri))["email"] != nil)
    }
}
