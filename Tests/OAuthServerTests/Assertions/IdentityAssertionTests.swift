import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Enterprise-managed authorization: an identity provider says which client may act for whom, where and how far
/// (draft-ietf-oauth-identity-assertion-authz-grant-04).
@Suite struct IdentityAssertionTests {
    private static let tools = "https://tools.example/mcp"
    private static let files = "https://files.example"
    private let issuer: AssertionIssuer

    init() throws {
        issuer = AssertionIssuer(signer: try TestSigner())
    }

    private func server(
        clients: [ClientRecord] = [.make(scope: "openid read write")],
        change: (inout TrustedIssuer) -> Void = { _ in }
    ) async throws -> TestServer {
        let trusted = issuer.trusted(change: change)
        return try await TestServer(clients: clients) { configuration in
            configuration.trustedIssuers = [trusted]
            for uri in [Self.tools, Self.files] {
                guard let indicator = ResourceIndicator(uri) else { continue }
                var resource = ResourceConfiguration(uri: indicator)
                resource.scopes = uri == Self.tools ? Scope(["read", "write"]) : nil
                configuration.resources.append(resource)
            }
        }
    }

    private func fields(
        _ server: TestServer, id: String = "jti-1", _ claims: JSONObject = [:], type: String = "oauth-id-jag+jwt",
        client: String = "app"
    ) throws -> Fields {
        let usual: JSONObject = ["client_id": .string(client), "resource": .string(Self.tools), "scope": "read write"]
        var changes = usual
        for (name, value) in claims.members { changes[name] = value }
        return [
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "client_id": client,
            "client_secret": "app-secret",
            "assertion": try issuer.assertion(for: server, id: id, changing: changes, header: ["typ": .string(type)]),
        ]
    }

    @Test func `the token is for the assertion's resource, and the answer says what was granted`() async throws {
        let server = try await server()
        let reply = await server.token(try fields(server))
        #expect(reply.status == 200)
        #expect(reply["scope"] == "read write")
        #expect(reply["resource"] == Self.tools)
        #expect(reply["refresh_token"] == nil && reply["id_token"] == nil)
        let token = try DecodedToken(reply["access_token"])
        #expect(token["aud"] == Self.tools && token["scope"] == "read write" && token["client_id"] == "app")
    }

    @Test(arguments: ["oauth-id-jag+jwt", "application/oauth-id-jag+jwt", "OAuth-ID-JAG+JWT"])
    func `the type is a media type`(type: String) async throws {
        let server = try await server()
        #expect(await server.refusal(of: try fields(server, type: type)) == nil)
        let other = try fields(server, id: "2", ["client_id": "other"], type: type)
        #expect(await server.refusal(of: other) == .invalidGrant)
    }

    @Test func `a request may ask for less and never for more`() async throws {
        let server = try await server()
        let both: JSONObject = ["resource": .strings([Self.tools, Self.files])]
        let all = await server.token(try fields(server, both))
        #expect(all.json["resource"]?.strings == [Self.tools, Self.files])
        let one = try fields(server, id: "2", both).adding("resource", Self.files).adding("scope", "read")
        let reply = await server.token(one)
        let token = try DecodedToken(reply["access_token"])
        #expect(token["aud"] == Self.files && token["scope"] == "read" && reply["resource"] == Self.files)
        let beyond = try fields(server, id: "3").adding("resource", Self.files)
        #expect(await server.refusal(of: beyond) == .invalidTarget)
        let itself = try fields(server, id: "3").adding("resource", server.issuer.value)
        #expect(await server.refusal(of: itself) == .invalidTarget)
        let wide = try fields(server, id: "3", ["scope": "read"]).adding("scope", "read write")
        #expect(await server.token(wide)["scope"] == "read")
        let other = try fields(server, id: "4", ["scope": "read"]).adding("scope", "write")
        #expect(await server.refusal(of: other) == .invalidScope)
    }

    @Test func `what is left open is the request's to say`() async throws {
        let server = try await server()
        let open: JSONObject = ["resource": .null, "scope": .null]
        let plain = await server.token(try fields(server, open))
        #expect(try DecodedToken(plain["access_token"])["aud"] == server.issuer.value)
        let chosen = try fields(server, id: "2", open).adding("resource", Self.files).adding("scope", "write")
        let token = try DecodedToken(await server.token(chosen)["access_token"])
        #expect(token["aud"] == Self.files && token["scope"] == "write")
    }

    @Test func `what the identity provider says of the sign-in is passed on, and nothing is made up`() async throws {
        let server = try await server()
        let reply = await server.token(
            try fields(
                server,
                [
                    "auth_time": .number("1799999000"), "acr": "urn:example:gold", "amr": .strings(["hwk", "user"]),
                    "scope": "openid read", "resource": .string(Self.files),
                ]))
        for text in [reply["access_token"], reply["id_token"]] {
            let token = try DecodedToken(text)
            #expect(token.claims["auth_time"]?.integer == 1_799_999_000)
            #expect(token["acr"] == "urn:example:gold")
            #expect(token.claims["amr"]?.strings == ["hwk", "user"])
        }
        let bare = await server.token(
            try fields(server, id: "2", ["auth_time": .number("1799999000"), "scope": "openid"]))
        for text in [bare["access_token"], bare["id_token"]] { #expect(try DecodedToken(text).claims["amr"] == nil) }
    }

    static let badClaims: [(String, JSONObject)] = [
        ("no iat", ["iat": .null]), ("no jti", ["jti": .null]), ("no exp", ["exp": .null]), ("no sub", ["sub": .null]),
        ("another client", ["client_id": "other"]), ("no client", ["client_id": .null]),
        ("a list of clients", ["client_id": .strings(["app"])]),
        ("the token endpoint as audience", ["aud": "https://cardea.example/v1/auth/oauthtoken"]),
        ("two audiences", ["aud": .strings(["https://cardea.example", "https://else.example"])]),
        ("living longer than an hour", ["exp": .number("1800003601")]),
        ("an unknown resource", ["resource": "https://unknown.example"]),
        ("one of two resources unknown", ["resource": .strings([tools, "https://unknown.example"])]),
        ("a resource with a fragment", ["resource": "https://tools.example/mcp#x"]),
        ("no resource in the list", ["resource": .array([])]), ("resource a number", ["resource": .number("1")]),
        ("scope a list", ["scope": .strings(["read"])]), ("scope with a quote", ["scope": "read \"x"]),
        ("a scope of nobody's", ["scope": "admin"]), ("a scope that means nothing there", ["scope": "offline"]),
        ("auth_time a text", ["auth_time": "yesterday"]), ("acr a list", ["acr": .array([])]),
        ("amr a text", ["amr": "pwd"]), ("tenant a number", ["tenant": .number("1")]),
        ("an empty tenant", ["tenant": ""]),
        ("authorization details", ["authorization_details": .array([.object(["type": "chat_read"])])]),
        ("authorization details and no scope", ["authorization_details": .array([]), "scope": .null]),
        ("an actor", ["act": .object(["sub": "agent"])]), ("a key", ["cnf": .object(["jkt": "x"])]),
        ("a tenant of ours", ["aud_tenant": "acme"]),
    ]

    @Test(arguments: badClaims)
    func `what would bind the token is not passed over`(what: String, claims: JSONObject) async throws {
        let server = try await server()
        #expect(await server.refusal(of: try fields(server, claims)) == .invalidGrant, "\(what)")
        #expect(await server.refusal(of: try fields(server)) == nil)
    }

    @Test func `what the identity provider calls the person besides binds nothing`() async throws {
        let server = try await server()
        let names: JSONObject = [
            "aud_sub": "1234", "sub_id": .object(["format": "email", "email": "x@example.com"]),
            "email": "x@example.com",
        ]
        #expect(await server.refusal(of: try fields(server, names)) == nil)
    }

    @Test func `an audience with the slash of a bare origin, or in a list by itself, is us`() async throws {
        let server = try await server()
        for (number, audience)
            in ([.string("https://cardea.example/"), .strings(["https://cardea.example"])]
            as [JSONValue]).enumerated()
        {
            #expect(await server.refusal(of: try fields(server, id: "\(number)", ["aud": audience])) == nil)
        }
    }

    @Test func `a public client brings one only where the operator names it`() async throws {
        let open = ClientRecord.make(id: "open", secret: nil, scope: "openid read write")
        let closed = try await server(clients: [open])
        let fields = try fields(closed, client: "open").removing("client_secret")
        #expect(await closed.refusal(of: fields) == .unauthorizedClient)
        let named = try await server(clients: [open]) { $0.clients = ["open"] }
        #expect(await named.refusal(of: fields) == nil)
    }

    @Test func `the issuer's own ceiling holds too`() async throws {
        let server = try await server { $0.scopes = Scope(["read"]) }
        #expect(await server.token(try fields(server))["scope"] == "read")
    }

    @Test func `a tenant's names are no names of ours`() async throws {
        let server = try await server()
        #expect(await server.refusal(of: try fields(server, ["tenant": "acme"])) == .invalidGrant)
    }

    @Test func `the profile is advertised where somebody is trusted`() async throws {
        let name = "authorization_grant_profiles_supported"
        let path = "/.well-known/oauth-authorization-server"
        #expect(
            await (try server()).get(path).json[name]?.strings == ["urn:ietf:params:oauth:grant-profile:id-jag"])
        #expect(await (try TestServer()).get(path).json[name] == nil)
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `every algorithm may be believed, if the operator lists it`(algorithm: SignatureAlgorithm) async throws {
        let key = try SigningKey.generate(algorithm)
        let jwks: JSONObject = ["keys": .array([.object(key.publicJWK)])]
        for listed in [true, false] {
            var trusted = TrustedIssuer(issuer: AssertionIssuer.url, keys: .keys(jwks.octets))
            if listed {
                trusted.algorithms = [algorithm.rawValue]
            } else {
                trusted.algorithms.remove(algorithm.rawValue)
            }
            let server = try await TestServer { [trusted] in $0.trustedIssuers = [trusted] }
            let claims: JSONObject = [
                "iss": .string(AssertionIssuer.url), "sub": "ada", "aud": .string(server.issuer.value), "jti": "1",
                "exp": .integer((server.now + 60).seconds),
            ]
            let assertion = String(decoding: try key.sign(claims.octets, type: "JWT"), as: UTF8.self)
            let refusal = await server.refusal(of: [
                "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "client_id": "app",
                "client_secret": "app-secret", "assertion": assertion,
            ])
            #expect(refusal == (listed ? nil : .invalidGrant))
        }
    }
}
