import CardeaTesting
import OAuthProtocol
import Storage
import StorageTesting
import Testing

/// `/v1/auth/userinfo` and `/v1/auth/me`: who the user is, by scope, in two shapes.
@Suite struct UserInfoEndpointTests {
    private static let id = UserRecord.make().id
    private static let metadata = "https://cardea.example/.well-known/oauth-protected-resource"

    @Test(arguments: [
        ("openid", ["sub"]), ("openid profile", ["sub", "name", "preferred_username", "updated_at"]),
        ("openid email", ["sub", "email", "email_verified"]),
        ("openid profile email", ["sub", "name", "preferred_username", "updated_at", "email", "email_verified"]),
    ])
    func `userinfo says what the scope allows`(scope: String, names: [String]) async throws {
        let server = try await TestServer()
        let token = try await server.tokens(["scope": scope])["access_token"]
        let reply = await server.get("/v1/auth/userinfo", bearer: token)
        #expect(reply.status == 200)
        #expect(reply.json.members.map(\.name) == names)
        #expect(reply["sub"] == Self.id.description)
    }

    @Test(arguments: [
        ("openid", ["userId", "isTrial"]), ("profile", ["userId", "name", "fullName", "isTrial"]),
        ("email", ["userId", "email", "emailVerified", "isTrial"]),
        ("openid profile email", ["userId", "name", "fullName", "email", "emailVerified", "isTrial"]),
    ])
    func `me says the same in the seed's shape`(scope: String, names: [String]) async throws {
        let server = try await TestServer()
        let token = try await server.tokens(["scope": scope])["access_token"]
        let reply = await server.get("/v1/auth/me", bearer: token)
        #expect(reply.status == 200)
        #expect(reply.json.members.map(\.name) == names)
        #expect(reply.integer("userId") == Self.id.number)
        #expect(reply.json["isTrial"] == .bool(false))
        if scope.contains("profile") { #expect(reply["name"] == "ada" && reply["fullName"] == "Ada Lovelace") }
        if scope.contains("email") {
            #expect(reply["email"] == "ada@example.com" && reply.json["emailVerified"] == .bool(true))
        }
    }

    @Test func `what an account lacks is left out and never null`() async throws {
        let server = try await TestServer(users: [.make(email: "", name: nil)])
        let token = try await server.tokens()["access_token"]
        #expect(
            await server.get("/v1/auth/me", bearer: token).json.members.map(\.name) == ["userId", "name", "isTrial"])
        let claims = await server.get("/v1/auth/userinfo", bearer: token).json.members.map(\.name)
        #expect(claims == ["sub", "preferred_username", "updated_at"])
    }

    @Test(arguments: ["/v1/auth/me", "/v1/auth/userinfo", "/v1/auth/renewaccesstoken"])
    func `without a token the challenge says where to learn how to get one, and no error`(path: String) async throws {
        let server = try await TestServer()
        for authorization in [nil, "Basic YXBwOng="] {
            let reply = await server.get(path, headers: ["Authorization": authorization])
            #expect(reply.status == 401)
            #expect(reply.header("WWW-Authenticate") == "Bearer resource_metadata=\"\(Self.metadata)\"")
            #expect(reply.header("Content-Type") == "application/json")
            #expect(reply.header("Cache-Control") == "no-store")
            #expect(reply.header("Access-Control-Allow-Origin") == "*")
        }
    }

    @Test(arguments: ["/v1/auth/me", "/v1/auth/userinfo", "/v1/auth/renewaccesstoken"])
    func `a bad token is told to be one`(path: String) async throws {
        let server = try await TestServer()
        for token in ["x", "a.b.c", ""] {
            let reply = await server.get(path, headers: ["Authorization": "Bearer \(token.isEmpty ? "-" : token)"])
            #expect(reply.status == 401)
            #expect(
                reply.header("WWW-Authenticate")
                    == "Bearer error=\"invalid_token\", resource_metadata=\"\(Self.metadata)\"")
            let member = path.hasSuffix("userinfo") ? "error_description" : "errorText"
            #expect(reply[member]?.isEmpty == false)
        }
    }

    @Test func `me and renewal tell errors in the seed's words alone`() async throws {
        let server = try await TestServer()
        for path in ["/v1/auth/me", "/v1/auth/renewaccesstoken"] {
            for token in [nil, "x"] {
                #expect(await server.get(path, bearer: token).json.members.map(\.name) == ["errorText"])
            }
        }
        let reply = await server.get("/v1/auth/userinfo", bearer: "x")
        #expect(reply.json.members.map(\.name) == ["error", "error_description"])
    }

    @Test func `userinfo needs openid, and says so`() async throws {
        let server = try await TestServer()
        let token = try await server.tokens(["scope": "profile"])["access_token"]
        let reply = await server.get("/v1/auth/userinfo", bearer: token)
        #expect(reply.status == 403)
        #expect(
            reply.header("WWW-Authenticate")
                == "Bearer error=\"insufficient_scope\", scope=\"openid\", resource_metadata=\"\(Self.metadata)\"")
        #expect(reply.error == "insufficient_scope")
    }

    @Test func `a token comes by header or by form, once, and never by the query`() async throws {
        let server = try await TestServer()
        let token = try await server.tokens()["access_token"]
        let path = "/v1/auth/userinfo"
        #expect(await server.post(path, form: ["access_token": token]).status == 200)
        #expect(await server.send("POST", path, headers: ["Authorization": "Bearer \(token ?? "")"]).status == 200)
        #expect(await server.get(path, headers: ["Authorization": "bearer   \(token ?? "")"]).status == 200)
        #expect(await server.get("\(path)?access_token=\(token ?? "")").status == 401)
        let header: Fields = ["Authorization": "Bearer \(token ?? "")"]
        let both = await server.post(path, form: ["access_token": token], headers: header)
        #expect(both.status == 400)
        #expect(both.header("WWW-Authenticate")?.hasPrefix("Bearer error=\"invalid_request\", ") == true)
        #expect(await server.get(path, headers: header.adding("Authorization", "Bearer x")).status == 400)
    }

    @Test(arguments: ["/auth/me", "/v1/auth/ME", "/Auth/UserInfo", "/auth/renewAccessToken"])
    func `letters' case and the version are no matter`(path: String) async throws {
        let server = try await TestServer()
        #expect(await server.get(path, bearer: try await server.tokens()["access_token"]).status == 200)
    }
}
