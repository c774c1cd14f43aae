import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// The `claims` parameter (OpenID Connect Core §5.5) and `claim_mapping`: what ID token and UserInfo say of it.
@Suite struct SingleClaimsTests {
    private static let person: UserRecord = {
        var user = UserRecord.make()
        user.claims = [
            "given_name": "Ada", "phone_number": "+441632960000", "phone_number_verified": .bool(true),
            "address": .object(["locality": "London"]), "given_name#fr": "Adée", "team": "analysts",
        ]
        return user
    }()

    private func server(scope: String = "openid profile email phone", mapping: [String: String] = [:]) async throws
        -> TestServer
    {
        try await TestServer(clients: [.make(scope: scope) { $0.claimMapping = mapping }], users: [Self.person])
    }

    private func userInfo(_ server: TestServer, _ tokens: Reply) async -> JSONObject {
        await server.get("/v1/auth/userinfo", bearer: tokens["access_token"]).json
    }

    @Test func `a claim comes where it was asked for`() async throws {
        let server = try await server()
        let claims = #"{"id_token":{"given_name":null},"userinfo":{"phone_number":{"essential":true}}}"#
        let tokens = try await server.tokens(["scope": "openid", "claims": claims])
        let token = try DecodedToken(tokens["id_token"])
        #expect(token["given_name"] == "Ada" && token["phone_number"] == nil)
        let info = await userInfo(server, tokens)
        #expect(info["phone_number"] == "+441632960000" && info["given_name"] == nil && info["email"] == nil)
    }

    @Test func `it goes on coming after a refresh`() async throws {
        let server = try await server()
        let tokens = try await server.tokens(["scope": "openid", "claims": #"{"id_token":{"given_name":null}}"#])
        let refreshed = await server.token(server.refreshing(tokens["refresh_token"]))
        #expect(try DecodedToken(refreshed["id_token"])["given_name"] == "Ada")
    }

    @Test func `a grant keeps which claims it gives, and nothing that only the request or the code needed`()
        async throws
    {
        let server = try await server()
        let claims = """
            {"id_token":{"given_name":{"essential":true,"value":"Ada"},"acr":{"values":["urn:x"]},"team":null},\
            "userinfo":{"given_name#fr":null,"sub":null}}
            """
        let tokens = try await server.tokens(["scope": "openid", "claims": claims, "nonce": "n-1"])
        #expect(try DecodedToken(tokens["id_token"])["nonce"] == "n-1")
        let jti = try DecodedToken(tokens["access_token"])["jti"]
        guard case .delegation(let id) = try #require(TokenID(jti ?? "")).origin else { return }
        let kept = try #require(await server.store.findDelegation(id)).delegation
        #expect(kept.code != nil && kept.code?.nonce == nil)
        #expect(
            kept.claims == ClaimsRequest(idToken: [.init("given_name")], userInfo: [.init("given_name#fr")]))
    }

    @Test func `more claims than a grant can keep are refused`() async throws {
        let server = try await server()
        let names = (0..<90).map { "\"given_name#fr-x-\($0)-abcdefgh\":null" }.joined(separator: ",")
        let many = server.request(["scope": "openid", "claims": "{\"userinfo\":{\(names)}}"])
        #expect(await server.get("/oauth?\(many.encoded)").answer["error"] == "invalid_request")
        let usual = server.request(["scope": "openid", "claims": #"{"userinfo":{"given_name#fr-x-1":null}}"#])
        #expect(await server.get("/oauth?\(usual.encoded)").location?.hasPrefix("/login") == true)
    }

    @Test func `a client gets no claim whose scope it may not have`() async throws {
        let server = try await server(scope: "openid")
        let claims = #"{"id_token":{"email":null,"team":null},"userinfo":{"email":null,"address":null,"team":null}}"#
        let tokens = try await server.tokens(["scope": "openid", "claims": claims])
        #expect(try DecodedToken(tokens["id_token"])["email"] == nil)
        #expect(await userInfo(server, tokens).members.map(\.name) == ["sub"])
    }

    @Test func `the person is asked about it, once`() async throws {
        let server = try await server()
        var browser = try await server.authorize(["scope": "openid"]).browser
        let request = server.request(["scope": "openid", "claims": #"{"userinfo":{"phone_number":null}}"#])
        let page = await browser.get("/oauth?\(request.encoded)")
        #expect(page.isConsent)
        #expect(try await browser.allow(on: page).reply.answer["code"] != nil)
        #expect(await browser.get("/oauth?\(request.encoded)").reply.answer["code"] != nil)
    }

    @Test func `agreeing to a claim is not agreeing to its scope`() async throws {
        let server = try await server()
        let claims: Fields = ["scope": "openid", "claims": #"{"userinfo":{"given_name":null}}"#]
        var browser = try await server.authorize(claims).browser
        let silent = server.request(["scope": "openid profile", "prompt": "none"])
        #expect(await browser.get("/oauth?\(silent.encoded)").reply.answer["error"] == "consent_required")
        let other = claims.replacing(with: ["claims": #"{"userinfo":{"nickname":null}}"#, "prompt": "none"])
        #expect(
            await browser.get("/oauth?\(server.request(other).encoded)").reply.answer["error"] == "consent_required")
        #expect(await browser.get("/oauth?\(server.request(claims).encoded)").reply.answer["code"] != nil)
        let list = await browser.get("/account/applications").reply.text
        #expect(!list.contains("See your name") && list.contains("Your given name"))
    }

    @Test func `agreeing to a scope is agreeing to its claims`() async throws {
        let server = try await server()
        var browser = try await server.authorize(["scope": "openid profile"]).browser
        let request = server.request(["scope": "openid", "claims": #"{"id_token":{"given_name":null}}"#])
        #expect(await browser.get("/oauth?\(request.encoded)").reply.answer["code"] != nil)
    }

    @Test func `the page names what the operator mapped`() async throws {
        let server = try await server(mapping: ["department": "team"])
        var browser = TestBrowser(on: server)
        let page = try await browser.signIn(
            on: await browser.get("/oauth?\(server.request(["scope": "openid"]).encoded)"))
        #expect(page.isConsent && page.reply.text.contains("team"))
    }

    @Test func `claims in the language that was asked for stand beside the plain ones`() async throws {
        let server = try await server()
        let tokens = try await server.tokens(["claims_locales": "fr de"])
        let info = await userInfo(server, tokens)
        #expect(info["given_name"] == "Ada" && info["given_name#fr"] == "Adée")
    }

    @Test func `what the operator mapped comes in both, whatever was asked for`() async throws {
        let server = try await server(mapping: ["department": "team", "mail": "email"])
        let tokens = try await server.tokens(["scope": "openid"])
        #expect(try DecodedToken(tokens["id_token"])["department"] == "analysts")
        let info = await userInfo(server, tokens)
        #expect(info["department"] == "analysts" && info["mail"] == "ada@example.com" && info["team"] == nil)
    }

    @Test func `the scopes phone and address give their claims`() async throws {
        let server = try await server(scope: "openid phone address")
        let info = await userInfo(server, try await server.tokens(["scope": "openid phone address"]))
        #expect(info["phone_number_verified"] == .bool(true))
        #expect(info["address"] == .object(["locality": "London"]))
    }
}
