import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// A revocation is honoured by what was exchanged before it, during it and after it, on every engine.
@Suite struct Attack11_ExchangedTokens {
    private static let chain: [ExchangePolicy] = [
        .make(),
        .make(client: "orders", audience: ["https://orders.example"], resources: ["https://stock.example"]),
    ]

    @Test(arguments: Engine.allCases)
    func `tokens exchanged while the family is revoked are dead with it`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await TestServer.exchanging(Self.chain, store: store)
            let tokens = try await server.gatewayTokens()
            let first = await server.exchange(tokens["access_token"])["access_token"]
            let exchanged = try await race(40) { number -> String? in
                if number == 20 {
                    _ = await server.revoke(tokens["refresh_token"])
                    return nil
                }
                return number.isMultiple(of: 2)
                    ? await server.exchange(tokens["access_token"])["access_token"]
                    : await server.exchange(first, client: "orders")["access_token"]
            }
            for token in exchanged.compactMap(\.self) + [first, tokens["access_token"]].compactMap(\.self) {
                #expect(await !server.isActive(token))
            }
            #expect(await server.exchange(tokens["access_token"]).error == "invalid_request")
        }
    }

    @Test(arguments: Engine.allCases)
    func `tokens exchanged while the actor token is revoked are dead with it`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await TestServer.exchanging(
                [.make(delegation: true)] + Self.chain.dropFirst(), store: store)
            let subject = try await server.gatewayTokens()["access_token"]
            let own = try await server.clientToken(client: "gateway", secret: "gateway-secret")["access_token"]
            let actor: Fields = ["actor_token": own, "actor_token_type": TokenTypeIdentifier.accessToken.rawValue]
            let first = await server.exchange(subject, actor)["access_token"]
            let behind = await server.exchange(first, client: "orders")["access_token"]
            let exchanged = try await race(40) { number -> String? in
                if number == 20 {
                    _ = await server.revoke(own, client: "gateway", secret: "gateway-secret")
                    return nil
                }
                return await server.exchange(subject, actor)["access_token"]
            }
            for token in exchanged.compactMap(\.self) + [first, behind].compactMap(\.self) {
                #expect(await !server.isActive(token))
            }
            #expect(await server.exchange(subject, actor).error == "invalid_request")
            // Nothing happened to the subject token, nor to what it is exchanged for by the client's secret alone.
            #expect(await server.isActive(await server.exchange(subject)["access_token"]))
        }
    }

    @Test(arguments: Engine.allCases)
    func `one token exchanged by many at once gives each a token of its own`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await TestServer.exchanging(store: store)
            let subject = try await server.gatewayTokens()["access_token"]
            let tokens = try await race(40) { _ in await server.exchange(subject)["access_token"] }
            #expect(Set(try tokens.map { try DecodedToken($0)["jti"] }).count == 40)
            #expect(await server.revoke(tokens[0], client: "gateway", secret: "gateway-secret").status == 200)
            #expect(await !server.isActive(tokens[0]))
            for token in tokens.dropFirst() { #expect(await server.isActive(token)) }
        }
    }

    @Test(arguments: Engine.allCases)
    func `an exchange whose row has left is no exchange`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await TestServer.exchanging(store: store)
            let token = await server.exchange(try await server.gatewayTokens()["access_token"])["access_token"]
            #expect(await server.isActive(token))
            // Rows that have left stand for rows that were never written: a restored backup, another database.
            _ = try await store.commitRemovalOfExpired(at: server.now + 3600, limit: 100)
            #expect(await !server.isActive(token))
        }
    }
}
