import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

@Suite struct JWTBearerGrantTests {
    private let issuer: AssertionIssuer

    init() throws {
        issuer = AssertionIssuer(signer: try TestSigner())
    }

    private func server(
        clients: [ClientRecord] = [.make()], users: [UserRecord] = [.make()],
        change: @escaping (inout TrustedIssuer) -> Void = { _ in }
    ) async throws -> TestServer {
        let trusted = issuer.trusted(change: change)
        return try await TestServer(clients: clients, users: users) { $0.trustedIssuers = [trusted] }
    }

    private func fields(_ assertion: String) -> Fields {
        [
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion, "client_id": "app",
            "client_secret": "app-secret",
        ]
    }

    @Test func `an assertion gives the user's tokens, and none to refresh with`() async throws {
        let server = try await server()
        let reply = await server.token(fields(try issuer.assertion(for: server)))
        #expect(reply.status == 200)
        #expect(reply["refresh_token"] == nil)
        #expect(reply["id_token"] != nil)
        #expect(try await server.takes(reply["access_token"]))
        #expect(await server.get("/v1/auth/me", bearer: reply["access_token"])["name"] == "ada")
        let token = try DecodedToken(reply["access_token"])
        #expect(token["client_id"] == "app")
        #expect(token.claims["auth_time"] == nil)
    }

    @Test func `an assertion is used once`() async throws {
        let server = try await server()
        let assertion = try issuer.assertion(for: server)
        _ = try await server.redeem(fields(assertion))
        #expect(await server.refusal(of: fields(assertion)) == .invalidGrant)
        // Another text with the same jti is the same assertion.
        let renewed = try issuer.assertion(for: server, changing: ["exp": .integer((server.now + 200).seconds)])
        #expect(await server.refusal(of: fields(renewed)) == .invalidGrant)
        _ = try await server.redeem(fields(try issuer.assertion(for: server, id: "jti-2")))
    }

    @Test func `an assertion that was refused is not spent`() async throws {
        let server = try await server()
        let assertion = try issuer.assertion(for: server)
        #expect(await server.refusal(of: fields(assertion).adding("scope", "admin")) == .invalidScope)
        #expect(await server.refusal(of: fields(assertion).adding("resource", "https://x.example")) == .invalidTarget)
        _ = try await server.redeem(fields(assertion))
    }

    @Test func `without an assertion the request is malformed, without a trusted issuer the grant is not there`()
        async throws
    {
        let missing = fields("x").removing("assertion")
        #expect(await (try server()).refusal(of: missing) == .invalidRequest)
        #expect(await (try TestServer()).refusal(of: missing) == .unsupportedGrantType)
    }

    /// Claims that make an assertion none of ours to believe, by what is wrong with it.
    static let badClaims: [(String, JSONObject)] = [
        ("another issuer", ["iss": "https://evil.example"]), ("no issuer", ["iss": .null]),
        ("issuer a number", ["iss": .number("1")]),
        ("the issuer with a slash", ["iss": "https://idp.example/"]),
        ("another audience", ["aud": "https://else.example"]),
        ("no audience", ["aud": .null]), ("an empty audience", ["aud": .array([])]),
        ("an audience that begins alike", ["aud": "https://cardea.example.evil.example"]),
        ("several others", ["aud": .strings(["https://else.example", "https://other.example"])]),
        ("a key to be proved", ["cnf": .object(["jkt": "x"])]), ("an empty key", ["cnf": .object([:])]),
        ("an actor", ["act": .object(["sub": "agent"])]), ("details", ["authorization_details": .array([])]),
        ("the client as audience", ["aud": "app"]), ("audience an object", ["aud": .object([:])]),
        ("expired", ["exp": .number("1799999999")]), ("expiring now", ["exp": .number("1800000000")]),
        ("no exp", ["exp": .null]),
        ("exp a text", ["exp": "1800000300"]), ("exp too far", ["exp": .number("1800086401")]),
        ("exp enormous", ["exp": .number("1e300")]),
        ("not valid yet", ["nbf": .number("1800000061")]), ("issued in the future", ["iat": .number("1800000061")]),
        ("no jti", ["jti": .null]), ("an empty jti", ["jti": ""]), ("jti a number", ["jti": .number("1")]),
        ("no sub", ["sub": .null]), ("an empty sub", ["sub": ""]), ("nobody", ["sub": "nobody"]),
        ("sub a list", ["sub": .array(["ada"])]),
        ("the address where the name is meant", ["sub": "ada@example.com"]),
    ]

    @Test(arguments: badClaims)
    func `claims that do not hold are refused`(what: String, claims: JSONObject) async throws {
        let server = try await server()
        let assertion = try issuer.assertion(for: server, changing: claims)
        #expect(await server.refusal(of: fields(assertion)) == .invalidGrant, "\(what)")
        _ = try await server.redeem(fields(try issuer.assertion(for: server)))
    }

    static let badHeaders: [(String, JSONObject)] = [
        ("no alg", ["alg": .null]), ("none", ["alg": "none"]), ("HMAC", ["alg": "HS256"]),
        ("another alg", ["alg": "RS256"]),
        ("an alg in other letters", ["alg": "es256"]), ("an unknown kid", ["kid": "other"]),
        ("kid a number", ["kid": .number("1")]),
        ("an access token", ["typ": "at+jwt"]), ("a DPoP proof", ["typ": "dpop+jwt"]),
        ("crit", ["crit": .array(["x"])]),
        ("jku", ["jku": "https://evil.example/keys"]), ("jwk", ["jwk": .object([:])]),
        ("x5u", ["x5u": "https://evil.example/"]),
        ("b64", ["b64": .bool(false)]), ("zip", ["zip": "DEF"]),
        ("an identity assertion without client", ["typ": "oauth-id-jag+jwt"]),
    ]

    @Test(arguments: badHeaders)
    func `a header that would change what is believed is refused`(what: String, header: JSONObject) async throws {
        let server = try await server()
        let assertion = try issuer.assertion(for: server, header: header)
        #expect(await server.refusal(of: fields(assertion)) == .invalidGrant, "\(what)")
    }

    @Test(arguments: ["", "x", "a.b.c", "..", "a.b", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJFUzI1NiJ9.e30.AA.AA"])
    func `what is not a JWT is refused`(text: String) async throws {
        let server = try await server()
        #expect(await server.refusal(of: fields(text)) == (text.isEmpty ? .invalidRequest : .invalidGrant))
    }

    @Test func `a signature by anybody else is refused`() async throws {
        let server = try await server()
        let thief = AssertionIssuer(signer: try TestSigner(seed: 5))
        #expect(await server.refusal(of: fields(try thief.assertion(for: server))) == .invalidGrant)
    }

    @Test(
        arguments: [
            ["aud": "https://cardea.example/v1/auth/oauthtoken"],
            ["aud": .strings(["https://cardea.example", "https://cardea.example/v1/auth/oauthtoken"])],
            ["aud": .strings(["https://else.example", "https://cardea.example"])],
            ["aud": .strings(["https://cardea.example"])],
            ["nbf": .number("1800000060")], ["iat": .null], ["exp": .number("1800000000.9e0")],
            ["exp": .number("1800086400")],
            ["sub": "ADA"], ["sub": "1234"],
        ] as [JSONObject])
    func `what RFC 7523 leaves open is accepted`(claims: JSONObject) async throws {
        let server = try await server(users: [.make(), .make("grace", id: 1234)])
        let refusal = await server.refusal(of: fields(try issuer.assertion(for: server, changing: claims)))
        // A second that has begun has not passed, but one that is given to a tenth of it is rounded down.
        #expect(refusal == (claims["exp"] == .number("1800000000.9e0") ? .invalidGrant : nil))
    }

    @Test(arguments: [
        "JWT", "jwt", "application/jwt", "authorization-grant+jwt", "application/Authorization-Grant+JWT",
    ])
    func `a plain type is no other`(type: String) async throws {
        let server = try await server()
        _ = try await server.redeem(fields(try issuer.assertion(for: server, header: ["typ": .string(type)])))
    }

    @Test func `an identity assertion is for the client that it names`() async throws {
        let server = try await server()
        let header: JSONObject = ["typ": "oauth-id-jag+jwt"]
        let other = try issuer.assertion(for: server, changing: ["client_id": "other"], header: header)
        #expect(await server.refusal(of: fields(other)) == .invalidGrant)
        _ = try await server.redeem(
            fields(try issuer.assertion(for: server, changing: ["client_id": "app"], header: header)))
    }

    @Test func `an address names an account only if it is verified`() async throws {
        let users: [UserRecord] = [.make(), .make("eve", emailVerified: false), .make("eve@example.net", email: "")]
        let server = try await server(users: users) { $0.subjectClaim = "email" }
        func refusal(_ email: JSONValue) async throws -> OAuthError.Code? {
            await server.refusal(of: fields(try issuer.assertion(for: server, changing: ["email": email, "sub": "x"])))
        }
        #expect(try await refusal("eve@example.com") == .invalidGrant)
        #expect(try await refusal("eve@example.net") == .invalidGrant)
        #expect(try await refusal("ada") == .invalidGrant)
        #expect(try await refusal(.null) == .invalidGrant)
        #expect(try await refusal("Ada@Example.com") == nil)
    }

    @Test(
        arguments: [
            (.null, nil), (.bool(true), nil), (.bool(false), .invalidGrant), ("true", .invalidGrant),
            (.number("1"), .invalidGrant),
        ] as [(JSONValue, OAuthError.Code?)])
    func `an address that the issuer says is not verified names nobody`(
        verified: JSONValue, refusal: OAuthError.Code?
    ) async throws {
        let server = try await server { $0.subjectClaim = "email" }
        let assertion = try issuer.assertion(
            for: server, changing: ["email": "ada@example.com", "sub": "x", "email_verified": verified])
        #expect(await server.refusal(of: fields(assertion)) == refusal)
    }

    /// Accounts of which two have each other's identifier as their user name.
    private static let confusing: [UserRecord] = [
        .make("77", id: 88), .make("88", id: 77), .make("ada", id: 99), .make("66", id: 55),
    ]

    /// Which of the `confusing` accounts a subject names, by the claim that it stands in; `nil` for none.
    static let subjects: [(claim: String, subject: String, username: String?)] = [
        ("sub", "77", "88"), ("sub", "88", "77"), ("sub", "99", "ada"), ("sub", "ada", "ada"), ("sub", "66", "66"),
        ("sub", "077", nil), ("sub", "+77", nil), ("sub", "ada@example.com", nil),
        ("user_id", "77", "88"), ("user_id", "99", "ada"), ("user_id", "ada", nil), ("user_id", "66", nil),
        ("user_id", "099", nil), ("user_id", "ada@example.com", nil),
        ("nickname", "77", "77"), ("nickname", "ada", "ada"), ("nickname", "99", nil),
        ("nickname", "ada@example.com", nil),
        ("email", "ada@example.com", "ada"), ("email", "99", nil), ("email", "ada", nil), ("email", "77", nil),
    ]

    @Test(arguments: subjects)
    func `a claim names an account by what it is meant to hold`(
        claim: String, subject: String, username: String?
    ) async throws {
        let server = try await server(users: Self.confusing) { $0.subjectClaim = claim }
        let reply = await server.token(fields(try issuer.assertion(for: server, changing: [claim: .string(subject)])))
        #expect(reply.error == (username == nil ? "invalid_grant" : nil))
        if let username {
            #expect(await server.get("/v1/auth/me", bearer: reply["access_token"])["name"] == username)
        }
    }

    @Test(arguments: ["sub", "upn"])
    func `a user name that is an unverified address of the account's own names nobody`(claim: String) async throws {
        let users: [UserRecord] = [
            .make("eve@example.net", email: "Eve@example.net", emailVerified: false),
            .make("ada@example.net", email: "ada@example.net"), .make("bob@example.net", email: ""),
            .make("carol@example.net", email: "carol@example.com", emailVerified: false),
        ]
        let server = try await server(users: users) { $0.subjectClaim = claim }
        for (name, refusal) in [("eve", OAuthError.Code.invalidGrant), ("ada", nil), ("bob", nil), ("carol", nil)] {
            let assertion = try issuer.assertion(
                for: server, id: name, changing: [claim: .string("\(name)@example.net")])
            #expect(await server.refusal(of: fields(assertion)) == refusal, "\(name)")
        }
    }

    @Test func `a disabled account has no tokens, and those of one that is disabled later die`() async throws {
        let server = try await server(users: [.make(), .make("eve", disabled: true)])
        #expect(
            await server.refusal(of: fields(try issuer.assertion(for: server, changing: ["sub": "eve"])))
                == .invalidGrant)
        let token = await server.token(fields(try issuer.assertion(for: server)))["access_token"]
        try await Ending.userDisabled.happen(on: server, in: TestBrowser(on: server))
        #expect(try await !server.takes(token))
    }

    @Test func `an issuer is believed from the clients, by the algorithms and up to the scopes that are configured`()
        async throws
    {
        let other = ClientRecord.make(id: "other", secret: "other-secret")
        let server = try await server(clients: [.make(), other]) {
            $0.clients = ["app"]
            $0.scopes = Scope(["openid", "email"])
        }
        let theft = fields(try issuer.assertion(for: server)).replacing(with: [
            "client_id": "other", "client_secret": "other-secret",
        ])
        #expect(await server.refusal(of: theft) == .invalidGrant)
        #expect(
            await server.refusal(of: fields(try issuer.assertion(for: server)).adding("scope", "profile"))
                == .invalidScope)
        #expect(try await server.redeem(fields(try issuer.assertion(for: server))).scope?.description == "openid email")
        let narrow = try await self.server { $0.algorithms = ["RS256"] }
        #expect(await narrow.refusal(of: fields(try issuer.assertion(for: narrow))) == .invalidGrant)
    }

    @Test func `a member that stands twice is refused, and so is a client without the grant`() async throws {
        let server = try await server(clients: [.make(), .make(id: "other", secret: "s", grants: [.authorizationCode])])
        let header: JSONObject = ["alg": "ES256", "kid": "key-1"]
        let claims = String(
            decoding: try DecodedToken(try issuer.assertion(for: server)).claims.octets.dropLast(), as: UTF8.self)
        let twice = try issuer.signer.sign(header: header.octets, payload: Array("\(claims),\"sub\":\"eve\"}".utf8))
        #expect(await server.refusal(of: fields(twice)) == .invalidGrant)
        let other = fields(try issuer.assertion(for: server)).replacing(with: [
            "client_id": "other", "client_secret": "s",
        ])
        #expect(await server.refusal(of: other) == .unauthorizedClient)
        #expect(await server.refusal(of: other.removing("client_secret")) == .invalidClient)
    }

    @Test func `the jti of one issuer is not the jti of another`() async throws {
        let other = "https://other.example"
        let trusted = issuer.trusted()
        let server = try await TestServer {
            $0.trustedIssuers = [trusted, TrustedIssuer(issuer: other, keys: .keys(issuer.signer.jwks))]
        }
        #expect(await server.refusal(of: fields(try issuer.assertion(for: server))) == nil)
        let same = try issuer.assertion(for: server, changing: ["iss": .string(other)])
        #expect(await server.refusal(of: fields(same)) == nil)
        #expect(await server.refusal(of: fields(same)) == .invalidGrant)
    }
}
