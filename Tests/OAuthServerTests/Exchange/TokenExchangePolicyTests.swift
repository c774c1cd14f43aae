import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Who may exchange what for what (`exchange[]`).
@Suite struct TokenExchangePolicyTests {
    @Test func `without any policy the grant is not there, with one it is advertised`() async throws {
        let grant = GrantType.tokenExchange.rawValue
        let without = try await TestServer.exchanging([])
        #expect(await without.exchange("x").error == "unsupported_grant_type")
        let path = "/.well-known/oauth-authorization-server"
        #expect(await without.get(path).json["grant_types_supported"]?.strings?.contains(grant) == false)
        let with = try await TestServer.exchanging()
        #expect(await with.get(path).json["grant_types_supported"]?.strings?.contains(grant) == true)
    }

    @Test func `a client needs the grant, a policy and a proof of itself`() async throws {
        let server = try await TestServer.exchanging()
        let token = try await server.gatewayTokens()["access_token"]
        #expect(await server.refusal(of: server.exchanging(token, client: "app")) == .unauthorizedClient)
        #expect(await server.refusal(of: server.exchanging(token, client: "orders")) == .unauthorizedClient)
        let wrong: Fields = ["client_secret": "x"]
        #expect(await server.refusal(of: server.exchanging(token, wrong)) == .invalidClient)
        try await server.add(.make(id: "phone", secret: nil, grants: [.tokenExchange]))
        let phone = server.exchanging(token, client: "phone").removing("client_secret")
        #expect(await server.refusal(of: phone) == .unauthorizedClient)
    }

    @Test func `without a subject_audience tokens for the server itself are meant`() async throws {
        let server = try await TestServer.exchanging([.make(audience: [])])
        let own = try await server.tokens(["scope": "openid orders.read"])["access_token"]
        #expect(await server.exchange(own).status == 200)
        let forGateway = try await server.gatewayTokens()["access_token"]
        #expect(await server.exchange(forGateway).error == "invalid_request")
    }

    @Test func `the only resource is meant without a word, one of several must be named`() async throws {
        let server = try await TestServer.exchanging([
            .make(resources: ["https://orders.example/", "https://stock.example"])
        ])
        let token = try await server.gatewayTokens()["access_token"]
        let unnamed = await server.exchange(token)
        #expect(unnamed.error == "invalid_target")
        #expect(unnamed["error_description"]?.contains("https://orders.example and https://stock.example") == true)
        // The audience is as the configuration spells it.
        let named = await server.exchange(token, ["resource": "https://ORDERS.example:443/"])
        #expect(try DecodedToken(named["access_token"])["aud"] == "https://orders.example")
        let other = await server.exchange(token, ["resource": "https://gateway.example"])
        #expect(other.error == "invalid_target")
        #expect(other["error_description"]?.contains("https://stock.example") == true)
        #expect(await server.exchange(token, ["resource": "orders"]).error == "invalid_target")
    }

    @Test func `a resource is named by audience too, by its URI or its name`() async throws {
        let server = try await TestServer.exchanging([
            .make(resources: ["https://orders.example", "https://stock.example"])
        ])
        let token = try await server.gatewayTokens()["access_token"]
        for audience in ["Orders", "https://orders.example/"] {
            let reply = await server.exchange(token, ["audience": audience])
            #expect(try DecodedToken(reply["access_token"])["aud"] == "https://orders.example", "\(audience)")
        }
        let both = server.exchanging(token, ["resource": "https://stock.example"])
            .adding("audience", "Orders").adding("audience", "Stock")
        #expect(
            try DecodedToken(await server.token(both)["access_token"]).claims["aud"]
                == .strings(["https://stock.example", "https://orders.example"]))
        #expect(await server.exchange(token, ["audience": "orders"]).error == "invalid_target")
        #expect(await server.exchange(token, ["audience": "Gateway"]).error == "invalid_target")
    }

    @Test func `a name that two resources have names neither`() async throws {
        let server = try await TestServer.exchanging(configure: { $0.resources[0].name = "Orders" })
        let token = try await server.gatewayTokens()["access_token"]
        #expect(await server.exchange(token, ["audience": "Orders"]).error == "invalid_target")
    }

    @Test func `a resource is of the policy's own knowing`() async throws {
        let server = try await TestServer.exchanging([.make(resources: ["https://elsewhere.example/x"])])
        let reply = await server.exchange(try await server.gatewayTokens()["access_token"])
        #expect(try DecodedToken(reply["access_token"])["aud"] == "https://elsewhere.example/x")
        #expect(reply["scope"] == "openid orders.read orders.write stock.read")
    }

    @Test func `no resource gets by another's policy what its own withholds`() async throws {
        let server = try await TestServer.exchanging([
            .make(scopes: "orders.read orders.write"),
            .make(resources: ["https://stock.example"], scopes: "stock.read"),
        ])
        let token = try await server.gatewayTokens()["access_token"]
        let both = server.exchanging(token, ["resource": "https://stock.example"])
            .adding("resource", "https://orders.example")
        // orders.read means something at the stock too, and is withheld there; the others mean something at one alone.
        #expect(await server.token(both)["scope"] == "orders.write stock.read")
        #expect(
            await server.exchange(token, ["resource": "https://orders.example"])["scope"] == "orders.read orders.write")
        #expect(await server.exchange(token, ["resource": "https://stock.example"])["scope"] == "stock.read")
    }

    @Test func `several policies for one resource add up`() async throws {
        let server = try await TestServer.exchanging([.make(scopes: "orders.read"), .make(scopes: "orders.write")])
        let token = try await server.gatewayTokens()["access_token"]
        #expect(await server.exchange(token)["scope"] == "orders.read orders.write")
    }

    @Test func `the scope is within subject token, client, policy and resource, whichever is least`() async throws {
        let server = try await TestServer.exchanging(gateway: {
            $0.scope = Scope(["openid", "orders.read", "orders.write"])
        })
        let narrow = try await server.gatewayTokens(["scope": "orders.write stock.read"])["access_token"]
        #expect(await server.exchange(narrow)["scope"] == "orders.write")
        #expect(await server.exchange(narrow, ["scope": "orders.read"]).error == "invalid_scope")
        let none = try await server.gatewayTokens(["scope": "stock.read"])["access_token"]
        #expect(await server.exchange(none).error == "invalid_scope")
        let bad = await server.exchange(narrow, ["scope": "orders.\"write"])
        #expect(bad.error == "invalid_scope")
    }

    @Test func `JSON carries it as a form does, with arrays of resources`() async throws {
        let server = try await TestServer.exchanging([
            .make(resources: ["https://orders.example", "https://stock.example"])
        ])
        let token = try await server.gatewayTokens()["access_token"] ?? ""
        let body = """
            {"grant_type":"\(GrantType.tokenExchange.rawValue)","subject_token":"\(token)",\
            "subject_token_type":"\(TokenTypeIdentifier.accessToken.rawValue)","client_id":"gateway",\
            "client_secret":"gateway-secret","resource":["https://orders.example"],"audience":["Stock"]}
            """
        let reply = await server.post("/v1/auth/oauthtoken", body, type: "application/json")
        #expect(
            try DecodedToken(reply["access_token"]).claims["aud"]
                == .strings(["https://orders.example", "https://stock.example"]))
    }
}
