import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Pairwise subjects (OpenID Connect Core §8.1): clients of different sectors have nothing to compare.
@Suite struct SubjectTests {
    private static func pairwise(_ id: String, _ uri: String, sector: String? = nil) -> ClientRecord {
        .make(id: id, secret: "\(id)-secret", uris: [uri]) {
            $0.subjectType = .pairwise
            $0.sectorIdentifierURI = sector.flatMap(WebURI.init(_:))
        }
    }

    private func server() async throws -> TestServer {
        try await TestServer(clients: [
            Self.pairwise("one", "https://one.example/cb"), Self.pairwise("two", "https://two.example/cb"),
            Self.pairwise("three", "https://three.example/cb", sector: "https://one.example/sector.json"),
            .make(id: "api", secret: "api-secret", grants: [.clientCredentials]) { $0.mayIntrospect = true },
        ])
    }

    private func tokens(_ server: TestServer, _ client: String) async throws -> Reply {
        try await server.tokens(
            ["redirect_uri": "https://\(client).example/cb"], client: client, secret: "\(client)-secret")
    }

    @Test func `each sector knows the user by another name, and clients of one sector by the same`() async throws {
        let server = try await server()
        let subs = try await [tokens(server, "one"), tokens(server, "two"), tokens(server, "three")].map {
            try DecodedToken($0["id_token"])["sub"]
        }
        #expect(subs[0] != subs[1] && subs[0] == subs[2])
        #expect(subs.allSatisfy { $0?.count == 43 })
    }

    @Test func `every answer to the client names the user the same way, and none tells the user id`() async throws {
        let server = try await server()
        let tokens = try await tokens(server, "one")
        let sub = try #require(try DecodedToken(tokens["id_token"])["sub"])
        #expect(try DecodedToken(tokens["access_token"])["sub"] == sub)
        let info = await server.get("/v1/auth/userinfo", bearer: tokens["access_token"])
        #expect(info["sub"] == sub)
        let own = await server.introspect(tokens["access_token"], client: "one", secret: "one-secret")
        #expect(own["sub"] == sub && own["username"] == nil)
        #expect(await server.introspect(tokens["refresh_token"], client: "api", secret: "api-secret")["sub"] == sub)
        let me = await server.get("/v1/auth/me", bearer: tokens["access_token"])
        let renewed = await server.get("/v1/auth/renewaccesstoken", bearer: tokens["access_token"])
        #expect(me.status == 403 && renewed.status == 403)
        let id = UserRecord.make().id.description
        for reply in [info, own, me, renewed] { #expect(!reply.whole.contains(id)) }
    }

    @Test func `a session has another name for each client`() async throws {
        let server = try await server()
        let first = try await server.authorize(
            ["redirect_uri": "https://one.example/cb"], client: "one")
        let one = await server.token(
            server.redemption(of: first.code, client: "one", secret: "one-secret")
                .setting("redirect_uri", to: "https://one.example/cb"))
        let two = try await server.tokens(
            ["redirect_uri": "https://two.example/cb"], client: "two", secret: "two-secret", in: first.browser)
        let sids = try [one, two].map { try DecodedToken($0["id_token"])["sid"] }
        #expect(sids[0] != nil && sids[1] != nil && sids[0] != sids[1])
    }
}
