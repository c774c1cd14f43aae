import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Requests that RFC 8693 §2.1 and §2.2.2 have refused.
@Suite struct TokenExchangeRefusalTests {
    static let malformed: [(String, Fields)] = [
        ("subject_token_type is not known", ["subject_token_type": "urn:ietf:params:oauth:token-type:id_token"]),
        ("nor that of a refresh token", ["subject_token_type": "urn:ietf:params:oauth:token-type:refresh_token"]),
        ("a name is not a URI", ["subject_token_type": "access_token"]),
        (
            "a refresh token is not to be had",
            ["requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"]
        ),
        ("an ID token neither", ["requested_token_type": "urn:ietf:params:oauth:token-type:id_token"]),
        ("nor SAML", ["requested_token_type": "urn:ietf:params:oauth:token-type:saml2"]),
        ("an actor's type stands alone", ["actor_token_type": "urn:ietf:params:oauth:token-type:access_token"]),
        ("an actor stands without type", ["actor_token": "x"]),
    ]

    @Test(arguments: malformed)
    func `a malformed request is an invalid one`(reason: String, fields: Fields) async throws {
        let server = try await TestServer.exchanging([.make(delegation: true)])
        let token = try await server.gatewayTokens()["access_token"]
        #expect(await server.refusal(of: server.exchanging(token, fields)) == .invalidRequest, "\(reason)")
    }

    @Test(arguments: ["subject_token", "subject_token_type"])
    func `what is needed is named`(name: String) async throws {
        let server = try await TestServer.exchanging()
        let fields = server.exchanging(try await server.gatewayTokens()["access_token"]).removing(name)
        let reply = await server.token(fields)
        #expect(reply.error == "invalid_request")
        #expect(reply["error_description"]?.contains(name) == true)
    }

    @Test func `every description is short, whatever was asked and is known`() async throws {
        let many = (0..<60).map { "https://resource-\($0).example/" + String(repeating: "x", count: 40) }
        let server = try await TestServer.exchanging([.make(resources: many)])
        let token = try await server.gatewayTokens()["access_token"]
        for changes in [[:], ["resource": "https://no.example"]] as [Fields] {
            let reply = await server.exchange(token, changes)
            #expect(reply.error == "invalid_target")
            let description = try #require(reply["error_description"])
            #expect(description.utf8.count < 500 && description.hasSuffix("more"))
        }
    }

    @Test func `an actor token must be the client's own, alive, and wanted`() async throws {
        let server = try await TestServer.exchanging([.make(delegation: true)])
        let subject = try await server.gatewayTokens()["access_token"]
        func refusal(_ actor: String?) async -> String? {
            await server.exchange(
                subject, ["actor_token": actor, "actor_token_type": TokenTypeIdentifier.accessToken.rawValue]
            ).error
        }
        let own = try await server.clientToken(client: "gateway", secret: "gateway-secret")["access_token"]
        #expect(await refusal(own) == nil)
        #expect(await refusal("x") == "invalid_request")
        #expect(await refusal(subject) == "invalid_request")
        #expect(
            await refusal(try await server.clientToken(client: "orders", secret: "orders-secret")["access_token"])
                == "invalid_request")
        #expect(await refusal(await server.exchange(subject)["access_token"]) == "invalid_request")
        #expect(await server.revoke(own, client: "gateway", secret: "gateway-secret").status == 200)
        #expect(await refusal(own) == "invalid_request")

        let impersonating = try await TestServer.exchanging()
        let other = try await impersonating.clientToken(client: "gateway", secret: "gateway-secret")["access_token"]
        let fields = impersonating.exchanging(
            try await impersonating.gatewayTokens()["access_token"],
            ["actor_token": other, "actor_token_type": TokenTypeIdentifier.accessToken.rawValue])
        #expect(await impersonating.refusal(of: fields) == .invalidRequest)
    }

    @Test func `the new token does not outlive the actor's`() async throws {
        let server = try await TestServer.exchanging(
            [.make(delegation: true)], gateway: { $0.accessTokenLifetime = 600 })
        let own = try await server.clientToken(client: "gateway", secret: "gateway-secret")["access_token"]
        server.clock.advance(500)
        let actor: Fields = ["actor_token": own, "actor_token_type": TokenTypeIdentifier.accessToken.rawValue]
        let reply = await server.exchange(try await server.gatewayTokens()["access_token"], actor)
        #expect(reply.integer("expires_in") == 100)
    }

    @Test func `trouble with the store gives no token and takes none for alive`() async throws {
        let store = MemoryStore()
        let server = try await TestServer.exchanging(store: store)
        let subject = try await server.gatewayTokens()["access_token"]
        let token = await server.exchange(subject)["access_token"]
        store.fail(.commitExchange)
        let reply = await server.exchange(subject)
        #expect(reply.status == 503 && reply["access_token"] == nil)
        for call in [.findExchange, .findDelegation, .findRevocation] as [MemoryStore.Call] {
            store.fail(call)
            #expect(await server.introspect(token, client: "auditor", secret: "auditor-secret").status == 503)
        }
        store.fail(nil)
        #expect(await server.isActive(token))
    }
}
