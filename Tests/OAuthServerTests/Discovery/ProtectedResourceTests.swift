import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import Testing

/// Metadata of protected resources (RFC 9728): ours, and those that the configuration describes.
@Suite struct ProtectedResourceTests {
    private static let path = "/.well-known/oauth-protected-resource"

    private func server(
        _ resources: [(uri: String, describe: Bool)], issuer: String = "https://cardea.example"
    ) async throws -> TestServer {
        try await TestServer(issuer: issuer) { configuration in
            for (uri, describe) in resources {
                guard let indicator = ResourceIndicator(uri) else { continue }
                var resource = ResourceConfiguration(uri: indicator)
                resource.describe = describe
                resource.name = "API"
                resource.scopes = Scope(["read"])
                configuration.resources.append(resource)
            }
        }
    }

    private func named(_ server: TestServer) async -> [String]? {
        await server.get("/.well-known/oauth-authorization-server").json["protected_resources"]?.strings
    }

    @Test func `the server's own API is described, and its challenges point there`() async throws {
        let server = try await TestServer()
        let own = await server.get(Self.path)
        #expect(own.json["resource"] == "https://cardea.example")
        #expect(own.json["authorization_servers"] == .strings(["https://cardea.example"]))
        #expect(own.json["scopes_supported"] == .strings(["openid", "profile", "email", "address", "phone"]))
        #expect(own.json["bearer_methods_supported"] == .strings(["header", "body"]))
        let challenge = await server.get("/v1/auth/me").header("WWW-Authenticate")
        #expect(challenge == "Bearer resource_metadata=\"https://cardea.example\(Self.path)\"")
        #expect(await named(server) == ["https://cardea.example"])
    }

    @Test func `below a path it is where the path is inserted, and below the path too`() async throws {
        let server = try await server([], issuer: "https://cardea.example/tenant")
        for path in ["\(Self.path)/tenant", "/tenant\(Self.path)"] {
            #expect(await server.get(path).json["resource"] == "https://cardea.example/tenant", "\(path)")
        }
        #expect(await server.get(Self.path).status == 404)
        let challenge = await server.get("/tenant/v1/auth/me").header("WWW-Authenticate")
        #expect(challenge == "Bearer resource_metadata=\"https://cardea.example\(Self.path)/tenant\"")
    }

    @Test func `what the configuration says of the server itself is said there`() async throws {
        let server = try await server([("https://cardea.example/", true)])
        let own = await server.get(Self.path).json
        #expect(own["resource"] == "https://cardea.example" && own["resource_name"] == "API")
        #expect(own["scopes_supported"] == .strings(["read"]))
        #expect(await named(server) == ["https://cardea.example"])
        #expect(await server.get("/v1/auth/me").header("WWW-Authenticate")?.contains("resource_metadata") == true)
    }

    @Test func `a resource is described where its path says, if it is to be`() async throws {
        let server = try await server([
            ("https://cardea.example/api/v1", true), ("https://hidden.example/x", false),
            ("https://mcp.example/mcp/", true), ("https://mcp.example/q?tenant=1", true),
        ])
        let described = await server.get(Self.path + "/api/v1")
        #expect(described.json["resource"] == "https://cardea.example/api/v1")
        #expect(described.json["authorization_servers"] == .strings(["https://cardea.example"]))
        #expect(described.json["scopes_supported"] == .strings(["read"]))
        #expect(described.json["resource_name"] == "API")
        #expect(await server.get(Self.path + "/mcp/").json["resource"] == "https://mcp.example/mcp/")
        #expect(await server.get(Self.path + "/q?tenant=1").json["resource"] == "https://mcp.example/q?tenant=1")
        #expect(await server.get(Self.path + "/api/v1?x=1").json["resource"] == "https://cardea.example/api/v1")
        for other in ["/x", "/api", "/api/v1/", "/API/v1", "/mcp", "/q", "/q?tenant=2", "/%61pi/v1", "/api//v1"] {
            let reply = await server.get(Self.path + other, headers: ["Accept": "text/html"])
            #expect(reply.status == 404 && reply.error == "not_found", "\(other)")
        }
        #expect(
            await named(server)
                == [
                    "https://cardea.example", "https://cardea.example/api/v1", "https://mcp.example/mcp/",
                    "https://mcp.example/q?tenant=1",
                ])
    }

    @Test func `a host's own slash is none`() async throws {
        let server = try await TestServer()
        #expect(await server.get(Self.path + "/").json["resource"] == "https://cardea.example")
    }

    @Test func `another host's resource that has our place is served there, and our challenges point nowhere`()
        async throws
    {
        let server = try await server([("https://mcp.example", true)])
        #expect(await server.get(Self.path).json["resource"] == "https://mcp.example")
        #expect(await server.get("/v1/auth/me").header("WWW-Authenticate") == "Bearer")
        #expect(
            await server.get("/v1/auth/me", bearer: "x").header("WWW-Authenticate") == "Bearer error=\"invalid_token\"")
        #expect(await named(server) == ["https://mcp.example"])
    }

    @Test func `anybody may read it, and ask for its head`() async throws {
        let server = try await TestServer()
        for path in [Self.path, Self.path + "/unknown"] {
            let reply = await server.get(path)
            #expect(reply.header("Content-Type") == "application/json")
            #expect(reply.header("Access-Control-Allow-Origin") == "*")
            let head = await server.send("HEAD", path)
            #expect(head.status == reply.status && head.body.isEmpty)
            #expect(head.header("Content-Length") == String(reply.body.count))
            #expect(await server.send("OPTIONS", path, headers: ["Origin": "https://a.example"]).status == 204)
        }
    }
}
