import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// An exchanged token dies with everything that it came of.
@Suite struct TokenExchangeEndingTests {
    private static let chain: [ExchangePolicy] = [
        .make(delegation: true),
        .make(client: "orders", audience: ["https://orders.example"], resources: ["https://stock.example"]),
    ]

    @Test(arguments: Ending.allCases)
    func `what ends the delegation ends every token that was exchanged`(ending: Ending) async throws {
        let server = try await TestServer.exchanging(Self.chain)
        let authorization = try await server.authorize([
            "resource": "https://gateway.example", "scope": "openid orders.read",
        ])
        let subject = await server.token(server.redemption(of: authorization.code))["access_token"]
        let first = await server.exchange(subject)["access_token"]
        let second = await server.exchange(first, client: "orders")["access_token"]
        for token in [subject, first, second] { #expect(await server.isActive(token)) }

        try await ending.happen(on: server, in: authorization.browser)
        server.clock.advance(1)

        for token in [subject, first, second] { #expect(await !server.isActive(token), "\(ending)") }
        #expect(await server.exchange(subject).error == "invalid_request")
        #expect(await server.exchange(first, client: "orders").error == "invalid_request")
    }

    @Test func `a token that is revoked takes along what was exchanged for it, and nothing else`() async throws {
        let server = try await TestServer.exchanging(Self.chain)
        let tokens = try await server.gatewayTokens()
        let subject = tokens["access_token"]
        let first = await server.exchange(subject)["access_token"]
        let other = await server.exchange(subject)["access_token"]
        let second = await server.exchange(first, client: "orders")["access_token"]
        #expect(await server.revoke(first, client: "gateway", secret: "gateway-secret").status == 200)
        #expect(await !server.isActive(first))
        #expect(await !server.isActive(second))
        for alive in [other, subject] { #expect(await server.isActive(alive)) }

        #expect(await server.revoke(subject).status == 200)
        #expect(await !server.isActive(other))
        // An access token dies alone; what is refreshed then is another.
        let refreshed = await server.token(server.refreshing(tokens["refresh_token"]))
        #expect(await server.exchange(refreshed["access_token"]).status == 200)
    }

    @Test(arguments: ["app", "gateway", "orders"], [true, false])
    func `a client that is removed takes along what came by it, and its successor has none of it`(
        client: String, isOfUser: Bool
    ) async throws {
        let server = try await TestServer.exchanging(Self.chain)
        let subject =
            isOfUser
            ? try await server.gatewayTokens() : try await server.clientToken(["resource": "https://gateway.example"])
        let first = await server.exchange(subject["access_token"])["access_token"]
        let second = await server.exchange(first, client: "orders")["access_token"]
        #expect(await server.isActive(second))
        let known = try await server.store.findClient(ClientID(client))
        let record = try #require(known)
        _ = try await server.store.commitRemovalOfClient(ClientID(client))
        server.clock.advance(1)
        #expect(await !server.isActive(second))
        #expect(await server.isActive(first) == (client == "orders"))
        try await server.add(
            ClientRecord(
                ClientRegistration(id: record.id, instance: record.registration.instance + 1),
                metadata: record.metadata, secrets: record.secrets,
                origin: .command, createdAt: server.now))
        server.clock.advance(1)
        #expect(await !server.isActive(second))
    }

    @Test func `what a client on the way was reduced to holds at once`() async throws {
        let server = try await TestServer.exchanging(Self.chain)
        let first = await server.exchange(try await server.gatewayTokens()["access_token"])["access_token"]
        #expect(await server.audit(first)["scope"] == "openid orders.read orders.write")
        _ = try await server.store.commitClient(.make(scope: "openid orders.read"))
        server.clock.advance(1)
        #expect(await server.audit(first)["scope"] == "openid orders.read")
        let second = await server.exchange(first, client: "orders")
        #expect(second["scope"] == "openid orders.read")
    }

    @Test func `a client that was removed while it exchanged gets nothing`() async throws {
        let server = try await TestServer.exchanging()
        let token = try await server.gatewayTokens()["access_token"]
        #expect(await server.exchange(token).status == 200)
        _ = try await server.store.commitRemovalOfClient(ClientID("gateway"))
        // The directory may know the client for a second yet; the write does not.
        #expect(await server.exchange(token).error == "invalid_client")
    }
}
