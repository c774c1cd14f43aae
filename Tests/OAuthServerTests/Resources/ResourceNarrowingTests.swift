import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Several resources in one authorization, and tokens for fewer of them (RFC 8707 §2.2).
@Suite struct ResourceNarrowingTests {
    private func server(
        change: (inout ClientMetadata) -> Void = { _ in }, configure: (inout ServerConfiguration) -> Void = { _ in }
    ) async throws -> TestServer {
        let client = ClientRecord.make(scope: "openid orders.read stock.read", change: change)
        return try await TestServer(clients: [client]) { configuration in
            for (uri, scope) in [("https://orders.example", "orders.read"), ("https://stock.example", "stock.read")] {
                guard let indicator = ResourceIndicator(uri) else { continue }
                var resource = ResourceConfiguration(uri: indicator)
                resource.scopes = Scope([scope])
                configuration.resources.append(resource)
            }
            configure(&configuration)
        }
    }

    private func code(on server: TestServer, _ changes: Fields = [:]) async throws -> Fields {
        let request = server.request(["resource": "https://orders.example", "scope": "openid orders.read stock.read"])
            .adding("resource", "https://stock.example").replacing(with: changes)
        return server.redemption(of: try await server.authorize(exactly: request).code)
    }

    @Test func `a token for one resource has the scopes that mean something there, and the grant keeps its width`()
        async throws
    {
        let server = try await server()
        let first = await server.token(try await code(on: server).adding("resource", "https://orders.example"))
        #expect(first["scope"] == "openid orders.read")
        #expect(try DecodedToken(first["access_token"])["scope"] == "openid orders.read")
        let other = server.refreshing(first["refresh_token"]).adding("resource", "https://stock.example")
        let second = await server.token(other)
        #expect(second["scope"] == "openid stock.read")
        let whole = await server.token(server.refreshing(second["refresh_token"]))
        #expect(whole["scope"] == "openid orders.read stock.read")
        #expect(
            try DecodedToken(whole["access_token"]).claims["aud"]
                == .strings(["https://orders.example", "https://stock.example"]))
    }

    @Test func `a refresh may ask for what was granted, and gets what of it means something there`() async throws {
        let server = try await server()
        let tokens = await server.token(try await code(on: server))
        let narrow = server.refreshing(tokens["refresh_token"]).adding("resource", "https://orders.example")
        #expect(await server.refusal(of: narrow.adding("scope", "stock.read")) == .invalidScope)
        #expect(await server.refusal(of: narrow.adding("scope", "orders.write")) == .invalidScope)
        let reply = await server.token(narrow.adding("scope", "orders.read stock.read"))
        #expect(reply["scope"] == "orders.read")
    }

    @Test func `where nothing is left of the scope there is no token, and the code stays good`() async throws {
        let server = try await server()
        let fields = try await code(on: server, ["scope": "orders.read"])
        #expect(await server.refusal(of: fields.adding("resource", "https://stock.example")) == .invalidScope)
        #expect(await server.token(fields).status == 200)
    }

    @Test func `a resource that is no longer known to have a scope gets none of it`() async throws {
        let store = MemoryStore()
        let first = try await TestServer(clients: [.make(scope: "openid orders.read")], store: store) {
            $0.resourceHosts = ["orders.example"]
        }
        let request: Fields = ["resource": "https://orders.example", "scope": "openid orders.read"]
        let tokens = try await first.tokens(request)
        // The same database and keys after a restart, with a list of scopes for what was any resource of an open host.
        let second = try await TestServer(clients: [], users: [], store: store) { configuration in
            guard let indicator = ResourceIndicator("https://orders.example") else { return }
            var resource = ResourceConfiguration(uri: indicator)
            resource.scopes = Scope(["orders.list"])
            configuration.resources = [resource]
        }
        #expect(await second.token(second.refreshing(tokens["refresh_token"]))["scope"] == "openid")
    }

    @Test func `the shortest lifetime holds, the default's included`() async throws {
        let server = try await server(configure: { $0.resources[0].accessLifetime = 7200 })
        let fields = try await code(on: server)
        let one = fields.adding("resource", "https://orders.example")
        #expect(await server.token(one).integer("expires_in") == 7200)
        #expect(await server.token(try await code(on: server)).integer("expires_in") == 3600)
        let short = try await self.server(
            change: { $0.accessTokenLifetime = 1800 }, configure: { $0.resources[0].accessLifetime = 7200 })
        let narrow = try await code(on: short).adding("resource", "https://orders.example")
        #expect(await short.token(narrow).integer("expires_in") == 1800)
    }

    @Test func `opaque wins, the default's included`() async throws {
        func isOpaque(_ server: TestServer, _ fields: Fields) async -> Bool {
            await server.token(fields)["access_token"]?.contains(".") == false
        }
        let opaqueStock = try await server(configure: {
            $0.resources[0].accessFormat = .jwt
            $0.resources[1].accessFormat = .opaque
        })
        #expect(await isOpaque(opaqueStock, try await code(on: opaqueStock)))
        let narrow = try await code(on: opaqueStock).adding("resource", "https://orders.example")
        #expect(await !isOpaque(opaqueStock, narrow))
        let opaqueDefault = try await server(configure: {
            $0.resources[0].accessFormat = .jwt
            $0.tokens.accessFormat = .opaque
        })
        #expect(await isOpaque(opaqueDefault, try await code(on: opaqueDefault)))
    }
}
