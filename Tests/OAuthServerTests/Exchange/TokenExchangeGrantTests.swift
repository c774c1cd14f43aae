import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// What an exchange gives (RFC 8693 §2.2).
@Suite struct TokenExchangeGrantTests {
    @Test func `a user's token becomes one for the API behind, with fewer scopes`() async throws {
        let server = try await TestServer.exchanging([.make(scopes: "orders.read")])
        let tokens = try await server.gatewayTokens()
        server.clock.advance(60)
        let reply = await server.exchange(tokens["access_token"])
        #expect(reply.status == 200, "\(reply.text)")
        #expect(
            reply.json.members.map(\.name) == [
                "access_token", "issued_token_type", "token_type", "expires_in", "scope",
            ]
        )
        #expect(reply["issued_token_type"] == "urn:ietf:params:oauth:token-type:access_token")
        #expect(reply["token_type"] == "Bearer" && reply["scope"] == "orders.read")
        #expect(reply.integer("expires_in") == 3540)

        let (old, new) = (try DecodedToken(tokens["access_token"]), try DecodedToken(reply["access_token"]))
        #expect(new.header["typ"] == "at+jwt")
        #expect(new["sub"] == UserRecord.make().id.description)
        #expect(new["client_id"] == "gateway" && new["aud"] == "https://orders.example")
        #expect(new["scope"] == "orders.read" && new.claims["act"] == nil)
        for name in ["auth_time", "acr", "exp", "iss", "sub"] {
            #expect(new.claims[name] == old.claims[name], "\(name)")
        }
        #expect(new["jti"] != old["jti"] && new.claims["iat"]?.integer == server.now.seconds)
        #expect(await server.isActive(reply["access_token"]))
        #expect(await server.audit(reply["access_token"])["username"] == "ada")
    }

    @Test func `a scope that is got as asked is not named, and another is`() async throws {
        let server = try await TestServer.exchanging([.make(scopes: "orders.read")])
        let token = try await server.gatewayTokens()["access_token"]
        #expect(await server.exchange(token, ["scope": "orders.read"])["scope"] == nil)
        #expect(await server.exchange(token, ["scope": "orders.read orders.write"])["scope"] == "orders.read")
        #expect(await server.exchange(token, ["scope": "orders.write"]).error == "invalid_scope")
    }

    @Test func `delegation says who acts, and each further one who did before`() async throws {
        let server = try await TestServer.exchanging([
            .make(delegation: true),
            .make(
                client: "orders", audience: ["https://orders.example"], resources: ["https://stock.example"],
                delegation: true),
        ])
        let first = await server.exchange(try await server.gatewayTokens()["access_token"])["access_token"]
        let gateway: JSONObject = ["sub": "gateway", "client_id": "gateway"]
        #expect(try DecodedToken(first).claims["act"] == .object(gateway))
        let second = await server.exchange(first, client: "orders")["access_token"]
        let chain: JSONValue = .object(["sub": "orders", "client_id": "orders", "act": .object(gateway)])
        #expect(try DecodedToken(second).claims["act"] == chain)
        #expect(try DecodedToken(second)["sub"] == UserRecord.make().id.description)
        #expect(await server.audit(second)["act"] == chain)
    }

    @Test func `where somebody acted before, the client that acts now comes first, whatever its policy`() async throws {
        let server = try await TestServer.exchanging([
            .make(delegation: true),
            .make(client: "orders", audience: ["https://orders.example"], resources: ["https://stock.example"]),
        ])
        let first = await server.exchange(try await server.gatewayTokens()["access_token"])["access_token"]
        let second = await server.exchange(first, client: "orders")["access_token"]
        #expect(try DecodedToken(second)["client_id"] == "orders")
        // Otherwise the outermost actor, which is the current one, would be blamed for what another does.
        let chain: JSONValue = .object([
            "sub": "orders", "client_id": "orders", "act": .object(["sub": "gateway", "client_id": "gateway"]),
        ])
        #expect(try DecodedToken(second).claims["act"] == chain)
        #expect(await server.audit(second)["act"] == chain)
        // As an actor it may show its own token.
        let own = try await server.clientToken(client: "orders", secret: "orders-secret")["access_token"]
        let actor: Fields = ["actor_token": own, "actor_token_type": TokenTypeIdentifier.accessToken.rawValue]
        let third = await server.exchange(first, actor, client: "orders")["access_token"]
        #expect(try DecodedToken(third).claims["act"] == chain)
    }

    @Test func `impersonation names nobody where nobody acted before`() async throws {
        let server = try await TestServer.exchanging([
            .make(),
            .make(
                client: "orders", audience: ["https://orders.example"], resources: ["https://stock.example"],
                delegation: true),
        ])
        let first = await server.exchange(try await server.gatewayTokens()["access_token"])["access_token"]
        #expect(try DecodedToken(first).claims["act"] == nil)
        let second = await server.exchange(first, client: "orders")["access_token"]
        #expect(try DecodedToken(second).claims["act"] == .object(["sub": "orders", "client_id": "orders"]))
    }

    @Test func `the new token never lives longer than the old one`() async throws {
        let server = try await TestServer.exchanging()
        let token = try await server.gatewayTokens()["access_token"]
        server.clock.advance(3000)
        let reply = await server.exchange(token)
        #expect(reply.integer("expires_in") == 600)
        server.clock.advance(599)
        #expect(await server.isActive(reply["access_token"]))
        server.clock.advance(1)
        #expect(await !server.isActive(reply["access_token"]))
        #expect(await server.exchange(token).error == "invalid_request")
    }

    @Test func `lifetime and form of the new token are those of its resource`() async throws {
        let server = try await TestServer.exchanging(configure: {
            $0.resources[1].accessLifetime = 90
            $0.resources[1].accessFormat = .opaque
        })
        let reply = await server.exchange(try await server.gatewayTokens()["access_token"])
        #expect(reply.integer("expires_in") == 90)
        #expect(reply["access_token"]?.contains(".") == false)
        #expect(await server.audit(reply["access_token"])["aud"] == "https://orders.example")
    }

    @Test func `an opaque token is exchanged as well`() async throws {
        let server = try await TestServer.exchanging(configure: { $0.resources[0].accessFormat = .opaque })
        let token = try await server.gatewayTokens()["access_token"]
        #expect(token?.contains(".") == false)
        #expect(try DecodedToken(await server.exchange(token)["access_token"])["client_id"] == "gateway")
        let jwt: Fields = ["subject_token_type": TokenTypeIdentifier.jwt.rawValue]
        #expect(await server.exchange(token, jwt).error == "invalid_request")
    }

    @Test func `a JWT is given where one is asked for, unless its tokens are opaque`() async throws {
        let server = try await TestServer.exchanging()
        let token = try await server.gatewayTokens()["access_token"]
        let jwt = TokenTypeIdentifier.jwt.rawValue
        let reply = await server.exchange(token, ["requested_token_type": jwt, "subject_token_type": jwt])
        #expect(reply["issued_token_type"] == jwt)
        #expect(try DecodedToken(reply["access_token"]).header["typ"] == "at+jwt")
        let opaque = try await TestServer.exchanging(configure: { $0.resources[1].accessFormat = .opaque })
        let other = try await opaque.gatewayTokens()["access_token"]
        #expect(await opaque.exchange(other, ["requested_token_type": jwt]).error == "invalid_request")
    }

    @Test func `a client's own token becomes one of the same client at the API behind`() async throws {
        let server = try await TestServer.exchanging([.make(delegation: true)])
        let own = try await server.clientToken(["resource": "https://gateway.example", "scope": "orders.read"])
        let reply = await server.exchange(own["access_token"])
        let token = try DecodedToken(reply["access_token"])
        #expect(token["sub"] == "app" && token["client_id"] == "gateway")
        #expect(token.claims["act"] == .object(["sub": "gateway", "client_id": "gateway"]))
        #expect(token.claims["auth_time"] == nil)
        #expect(await server.isActive(reply["access_token"]))
    }

    @Test func `a client of another sector knows the user by another name there`() async throws {
        let server = try await TestServer.exchanging(gateway: { $0.subjectType = .pairwise })
        let token = await server.exchange(try await server.gatewayTokens()["access_token"])["access_token"]
        let subject = try DecodedToken(token)["sub"]
        #expect(subject != UserRecord.make().id.description && subject?.utf8.count == 43)
        #expect(await server.audit(token)["username"] == nil)
    }

    @Test func `a token for the server itself opens what its scope allows, and no single claims of the first request`()
        async throws
    {
        let server = try await TestServer.exchanging([.make(resources: ["https://cardea.example"], scopes: "openid")])
        let claims = #"{"userinfo":{"email":null}}"#
        let first = try await server.gatewayTokens(["claims": claims, "scope": "openid"])["access_token"]
        let token = await server.exchange(first)["access_token"]
        let reply = await server.get("/v1/auth/userinfo", bearer: token)
        #expect(reply.json.members.map(\.name) == ["sub"])
        // It would outlive the token that it came of.
        #expect(await server.get("/v1/auth/renewaccesstoken", bearer: token).status == 401)
    }

    @Test func `nobody's list of applications shows an exchange, and removing the application ends it`() async throws {
        let server = try await TestServer.exchanging()
        let authorization = try await server.authorize([
            "resource": "https://gateway.example", "scope": "openid orders.read",
        ])
        let first = await server.token(server.redemption(of: authorization.code))["access_token"]
        let token = await server.exchange(first)["access_token"]
        var browser = authorization.browser
        let page = await browser.get("/account/applications")
        #expect(page.reply.text.contains("The app application") && !page.reply.text.contains("gateway application"))
        _ = try await browser.submit("/account/applications", on: page, [:])
        #expect(await !server.isActive(token))
    }
}
