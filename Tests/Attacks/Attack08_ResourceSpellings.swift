import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// A resource with limits, asked for by a spelling that its API may take for it and the rule on hosts would know without
/// them: any scope, the default lifetime, a form that cannot be taken back.
@Suite struct Attack08_ResourceSpellings {
    private func server() async throws -> TestServer {
        try await TestServer(clients: [.make(scope: "read write")]) { configuration in
            for uri in ["https://api.example/v1", "https://api.example:8443", "https://api.example:9443/A%20b/"] {
                guard let indicator = ResourceIndicator(uri) else { continue }
                var resource = ResourceConfiguration(uri: indicator)
                resource.scopes = Scope(["read"])
                resource.accessLifetime = 300
                resource.accessFormat = .opaque
                configuration.resources.append(resource)
            }
            configuration.resourceHosts = ["api.example", "open.example"]
        }
    }

    @Test(arguments: [
        "/v1/", "/v1?", "/v1?x", "/v1/?", "/v1/x", "/%761", "/%76%31/x", "/V1", "//v1", "/v1//x", "/v1;a=b", "/v1;/x",
        "/;a/v1", "/./v1", "/x/../v1", "/x/%2e%2e/v1", "/x/.%2E/v1", "/..;/v1", "/v1/../x", "/v1/..", "/v1%2Fx",
        "/x%2F..%2Fv1", "/x%2Fy/../v1", "/v1%5cx", "/%5Cv1", "/x//../v1", "/%zz", "/%ff/x", "/%", ":443/v1/",
        ":0443/v1/", ":8443/x", ":8443/?", ":08443/x", ":9443/A%20b", ":9443/a%20B/x", ":9443/%41%20b/x",
    ])
    func `another spelling of a configured resource is not a resource of an open host`(rest: String) async throws {
        let server = try await server()
        for host in ["https://api.example", "https://API.example"] {
            let fields: Fields = [
                "grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret",
                "resource": host + rest, "scope": "read write",
            ]
            #expect(await server.refusal(of: fields) == .invalidTarget, "\(host)\(rest)")
            let reply = await server.get("/oauth?\(server.request(["resource": host + rest, "scope": "read"]).encoded)")
            #expect(reply.answer["error"] == "invalid_target", "\(host)\(rest)")
        }
    }

    @Test(arguments: [
        "https://api.example/v1", "https://API.example:443/v1", "https://api.example:8443/",
        "https://api.example:9443/A%20b/",
    ])
    func `its own spelling has its limits`(resource: String) async throws {
        let reply = try await server().clientToken(["resource": resource, "scope": "read write"])
        #expect(reply["scope"] == "read" && reply.integer("expires_in") == 300)
        #expect(reply["access_token"]?.contains(".") == false)
    }

    @Test(arguments: [
        "https://api.example", "https://api.example/v10", "https://api.example/v", "https://api.example/x/v1",
        "https://api.example/v2?v1", "https://api.example/v2/a;b/c%20d", "https://api.example:444/v1/x",
        "https://api.example:9443/A", "https://open.example/v1/x",
    ])
    func `everything else of an open host is known as before`(resource: String) async throws {
        let reply = try await server().clientToken(["resource": resource, "scope": "read write"])
        #expect(reply.integer("expires_in") == 3600)
        #expect(try DecodedToken(reply["access_token"])["aud"] == resource)
        #expect(try DecodedToken(reply["access_token"])["scope"] == "read write")
    }

    @Test func `what a restart finds beside a resource that became configured is out of every grant`() async throws {
        let store = MemoryStore()
        let first = try await TestServer(clients: [.make(scope: "read write")], store: store) {
            $0.resourceHosts = ["api.example"]
        }
        let tokens = try await first.tokens(["resource": "https://api.example/v1/", "scope": "read write"])
        let second = try await TestServer(clients: [], users: [], store: store) { configuration in
            configuration.resourceHosts = ["api.example"]
            configuration.resources = [ResourceIndicator("https://api.example/v1")].compactMap(\.self)
                .map(ResourceConfiguration.init)
        }
        #expect(await second.refusal(of: second.refreshing(tokens["refresh_token"])) == .invalidTarget)
    }
}
