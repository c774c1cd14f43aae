import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

@Suite struct ResourceTests {
    private static func configure(_ configuration: inout ServerConfiguration) {
        for (uri, scopes) in [("https://one.example", "read"), ("https://two.example/api", "read write")] {
            guard let indicator = ResourceIndicator(uri) else { continue }
            var resource = ResourceConfiguration(uri: indicator)
            resource.scopes = Scope(scopes.split(separator: " ").map(String.init))
            resource.accessLifetime = uri.contains("two") ? 120 : nil
            configuration.resources.append(resource)
        }
        configuration.resourceHosts = ["open.example"]
    }

    private func server(_ change: (inout ClientMetadata) -> Void = { _ in }) async throws -> TestServer {
        try await TestServer(
            clients: [.make(scope: "openid profile email read write admin", change: change)], configure: Self.configure)
    }

    private func audience(_ reply: Reply) throws -> JSONValue? {
        try DecodedToken(reply["access_token"]).claims["aud"]
    }

    @Test func `without a resource a token is for the server itself`() async throws {
        let server = try await server()
        #expect(try audience(try await server.clientToken()) == .string("https://cardea.example"))
    }

    @Test func `a token is for the resources asked for, as they are registered`() async throws {
        let server = try await server()
        let one = try await server.clientToken(["resource": "https://one.example/"])
        #expect(try audience(one) == .string("https://one.example"))
        let fields: Fields = ["resource": "https://two.example/api", "scope": "read"]
        let both = try await server.clientToken(fields.adding("resource", "https://one.example"))
        #expect(try audience(both) == .strings(["https://two.example/api", "https://one.example"]))
        #expect(both.integer("expires_in") == 120)
    }

    @Test func `a JSON body may have an array of them`() async throws {
        let server = try await server()
        let body = """
            {"grant_type":"client_credentials","client_id":"app","client_secret":"app-secret",\
            "resource":["https://one.example","https://two.example/api","https://one.example/"]}
            """
        let reply = await server.post("/v1/auth/oauthtoken", body, type: "application/json")
        #expect(try audience(reply) == .strings(["https://one.example", "https://two.example/api"]))
    }

    @Test(arguments: [
        "https://unknown.example", "https://one.example/x", "http://one.example", "https://one.example:444", "one",
        "/one",
        "https://one.example#", "https://sub.open.example/", "http://open.example/",
        "https://open.example@evil.example/", "https://open.example.evil.example/", "https://open.example./",
        "wss://open.example/", "https://%6fpen.example/",
    ])
    func `a resource that is not known, or no URI, is an invalid target`(resource: String) async throws {
        let server = try await server()
        let fields: Fields = [
            "grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret", "resource": resource,
        ]
        #expect(await server.refusal(of: fields) == .invalidTarget)
        let reply = await server.get("/oauth?\(server.request(["resource": resource]).encoded)")
        #expect(reply.answer["error"] == "invalid_target")
    }

    @Test func `a client's own resources, and any on an open host, are known`() async throws {
        let server = try await server { $0.resources = ["https://own.example"].compactMap { ResourceIndicator($0) } }
        _ = try await server.clientToken(["resource": "https://own.example/"])
        #expect(
            try audience(try await server.clientToken(["resource": "https://open.example/x"]))
                == .string("https://open.example/x"))
    }

    @Test func `and are no other client's`() async throws {
        let own = ClientRecord.make(id: "own", secret: "s") {
            $0.resources = ["https://own.example"].compactMap { ResourceIndicator($0) }
        }
        let server = try await TestServer(clients: [.make(), own])
        let resource: Fields = ["resource": "https://own.example"]
        _ = try await server.clientToken(resource, client: "own", secret: "s")
        let reply = await server.get("/oauth?\(server.request(resource).encoded)")
        #expect(reply.answer["error"] == "invalid_target")
        let fields: Fields = ["grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret"]
        #expect(await server.refusal(of: fields.replacing(with: resource)) == .invalidTarget)
    }

    @Test(arguments: [
        "https://open.example", "https://open.example:8443/mcp", "https://OPEN.example/a?b=c", "HTTPS://open.example/",
    ])
    func `an open host is open on every port, and letters' case is no matter`(resource: String) async throws {
        // What nobody registered is named as it was asked for.
        #expect(
            try audience(try await server().clientToken(["resource": resource])) == .string(resource))
    }

    @Test func `a resource asked for in a browser's spelling is named in the configuration's`() async throws {
        for resource in ["https://one.example:443/", "HTTPS://ONE.example"] {
            let reply = try await server().clientToken(["resource": resource])
            #expect(try audience(reply) == .string("https://one.example"))
        }
    }

    @Test func `scopes that mean nothing there are left out, those of identity are not`() async throws {
        let server = try await server()
        let reply = try await server.clientToken([
            "resource": "https://one.example", "scope": "openid read write admin",
        ])
        #expect(reply["scope"] == "openid read")
    }

    @Test func `what was authorised can be narrowed at the exchange and at each refresh, and never widened`()
        async throws
    {
        let server = try await server()
        let request = server.request(["resource": "https://one.example", "scope": "openid read"])
            .adding("resource", "https://two.example/api")
        let code = try await server.authorize(exactly: request).code
        let fields = server.redemption(of: code)
        #expect(await server.refusal(of: fields.adding("resource", "https://open.example/")) == .invalidTarget)
        #expect(await server.refusal(of: fields.adding("resource", "https://cardea.example")) == .invalidTarget)
        let narrow = await server.token(fields.adding("resource", "https://two.example/api"))
        #expect(try audience(narrow) == .string("https://two.example/api"))
        let whole = await server.token(server.refreshing(narrow["refresh_token"]))
        #expect(try audience(whole) == .strings(["https://one.example", "https://two.example/api"]))
        let other = server.refreshing(whole["refresh_token"])
        #expect(await server.refusal(of: other.adding("resource", "https://open.example/")) == .invalidTarget)
        #expect(
            try audience(await server.token(other.adding("resource", "https://one.example/")))
                == .string("https://one.example"))
    }

    @Test func `an authorization without resource gives none at the exchange but the server itself`() async throws {
        let server = try await server()
        let fields = server.redemption(of: try await server.authorize().code)
        #expect(await server.refusal(of: fields.adding("resource", "https://one.example")) == .invalidTarget)
        #expect(
            try audience(await server.token(fields.adding("resource", "https://cardea.example/")))
                == .string("https://cardea.example"))
    }

    @Test func `a resource that the client has lost is in no token any more`() async throws {
        let own = ["https://own.example", "https://more.example"].compactMap { ResourceIndicator($0) }
        let server = try await server { $0.resources = own }
        let request = server.request(["resource": "https://own.example"]).adding("resource", "https://more.example")
        let tokens = await server.token(server.redemption(of: try await server.authorize(exactly: request).code))
        _ = try await server.store.commitClient(.make { $0.resources = [own[1]] })
        server.clock.advance(1)
        let refreshed = await server.token(server.refreshing(tokens["refresh_token"]))
        #expect(try audience(refreshed) == .string("https://more.example"))
        _ = try await server.store.commitClient(.make())
        server.clock.advance(1)
        // With nothing left the token is not silently for the server itself.
        #expect(await server.refusal(of: server.refreshing(refreshed["refresh_token"])) == .invalidTarget)
    }

    @Test func `a token for another resource opens nothing here`() async throws {
        let server = try await server()
        let code = try await server.authorize(["resource": "https://one.example", "scope": "openid"]).code
        let token = await server.token(server.redemption(of: code))["access_token"]
        for path in ["/v1/auth/me", "/v1/auth/userinfo", "/v1/auth/renewaccesstoken"] {
            #expect(await server.get(path, bearer: token).status == 401)
        }
        #expect(await server.introspect(token).json["active"] == .bool(true))
    }

    @Test func `no token is made that would be too long for anybody to verify`() async throws {
        let server = try await server()
        var fields: Fields = ["grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret"]
        for number in 0..<20 {
            fields = fields.adding("resource", "https://open.example/\(number)/" + String(repeating: "x", count: 400))
        }
        #expect(await server.refusal(of: fields) == .invalidTarget)
    }

    @Test func `a client's own default is what a request without a resource means`() async throws {
        let server = try await TestServer(clients: [
            .make {
                $0.defaultResources = ["https://one.example", "https://cardea.example"].compactMap {
                    ResourceIndicator($0)
                }
            }
        ])
        let tokens = try await server.tokens()
        #expect(try audience(tokens) == .strings(["https://one.example", "https://cardea.example"]))
        #expect(await server.get("/v1/auth/userinfo", bearer: tokens["access_token"]).status == 200)
        #expect(
            try audience(try await server.clientToken()) == .strings(["https://one.example", "https://cardea.example"]))
        let one = try await server.clientToken(["resource": "https://one.example"])
        #expect(try audience(one) == .string("https://one.example"))
    }
}
