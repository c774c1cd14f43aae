import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// The server itself as a resource: it has one name, whoever spells it how, and its limits hold without a word of it.
@Suite struct IssuerAsResourceTests {
    static let spellings = ["https://cardea.example", "https://cardea.example/", "HTTPS://Cardea.example:443"]

    private func server(
        configured uri: String, change: (inout ResourceConfiguration) -> Void = { _ in }
    ) async throws -> TestServer {
        try await TestServer.exchanging(
            [.make(resources: [uri])],
            configure: { configuration in
                guard let indicator = ResourceIndicator(uri) else { return }
                var own = ResourceConfiguration(uri: indicator)
                own.name = "Cardea"
                change(&own)
                configuration.resources.append(own)
            })
    }

    @Test(arguments: spellings)
    func `its tokens say the issuer, as its own endpoints want`(uri: String) async throws {
        let server = try await server(configured: uri)
        let subject = try await server.gatewayTokens()["access_token"]
        var tokens: [String?] = [await server.exchange(subject)["access_token"]]
        for named in Self.spellings {
            tokens.append(await server.exchange(subject, ["resource": named])["access_token"])
            tokens.append(await server.exchange(subject, ["audience": named])["access_token"])
            tokens.append(try await server.tokens(["resource": named])["access_token"])
        }
        tokens.append(await server.exchange(subject, ["audience": "Cardea"])["access_token"])
        for token in tokens {
            #expect(try DecodedToken(token)["aud"] == "https://cardea.example")
            #expect(await server.get("/v1/auth/userinfo", bearer: token).status == 200)
        }
    }

    @Test(arguments: spellings)
    func `a client's default means the issuer too`(uri: String) async throws {
        let server = try await TestServer(clients: [
            .make { $0.defaultResources = (Self.spellings + [uri]).compactMap { ResourceIndicator($0) } }
        ])
        let tokens = try await server.tokens()
        #expect(try DecodedToken(tokens["access_token"])["aud"] == "https://cardea.example")
        #expect(await server.get("/v1/auth/userinfo", bearer: tokens["access_token"]).status == 200)
        #expect(try DecodedToken(try await server.clientToken()["access_token"])["aud"] == "https://cardea.example")
    }

    @Test(arguments: spellings)
    func `its metadata and refusals name it as the issuer`(uri: String) async throws {
        let server = try await server(configured: uri) { $0.describe = true }
        let document = await server.get("/.well-known/oauth-protected-resource").json
        #expect(document["resource"] == "https://cardea.example" && document["resource_name"] == "Cardea")
        let named = await server.get("/.well-known/oauth-authorization-server").json["protected_resources"]
        #expect(named == .strings(["https://cardea.example"]))
        let subject = try await server.gatewayTokens()["access_token"]
        let refusal = await server.exchange(subject, ["resource": "https://no.example"])
        #expect(refusal["error_description"]?.hasSuffix(": https://cardea.example") == true)
    }

    @Test(arguments: spellings)
    func `lifetime, form and scopes are the same with and without naming it`(uri: String) async throws {
        let server = try await server(configured: uri) {
            $0.accessLifetime = 300
            $0.accessFormat = .opaque
            $0.scopes = Scope(["orders.read"])
        }
        for changes in [[:], ["resource": "https://cardea.example"]] as [Fields] {
            let request = (["scope": "openid orders.read stock.read"] as Fields).replacing(with: changes)
            for reply in [try await server.tokens(request), try await server.clientToken(request)] {
                #expect(reply.integer("expires_in") == 300)
                #expect(reply["access_token"]?.contains(".") == false)
                #expect(await server.audit(reply["access_token"])["scope"] == "openid orders.read")
                #expect(await server.audit(reply["access_token"])["aud"] == "https://cardea.example")
            }
            let none: Fields = [
                "grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret",
                "scope": "stock.read",
            ]
            #expect(await server.refusal(of: none.replacing(with: changes)) == .invalidScope)
        }
    }

    @Test func `a refresh and a renewal have its limits, and a client's own lifetime is never exceeded`() async throws {
        let server = try await server(configured: "https://cardea.example") {
            $0.accessLifetime = 300
            $0.accessFormat = .opaque
        }
        let tokens = try await server.tokens(["scope": "openid profile"])
        let refreshed = await server.token(server.refreshing(tokens["refresh_token"]))
        #expect(refreshed.integer("expires_in") == 300 && refreshed["access_token"]?.contains(".") == false)
        let renewed = await server.get("/v1/auth/renewaccesstoken", bearer: refreshed["access_token"])
        let seen = await server.audit(renewed["accessToken"])
        #expect(seen["exp"]?.integer == server.now.seconds + 300)

        _ = try await server.store.commitClient(.make { $0.accessTokenLifetime = 60 })
        server.clock.advance(1)
        #expect(await server.token(server.refreshing(refreshed["refresh_token"])).integer("expires_in") == 60)
    }
}
