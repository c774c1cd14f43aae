import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Every field of the token request, wrong in every way that a field can be wrong, sent as a form and as JSON: the answers
/// are those of the contract's table, and none of them spends anything.
@Suite struct WrongFieldTests {
    /// One thing wrong with a request that would otherwise succeed.
    struct Fault: Sendable, CustomTestStringConvertible {
        let grant: GrantType
        let field: String
        /// `nil` leaves the field out.
        let value: String?
        let code: OAuthError.Code

        var testDescription: String {
            "\(grant.rawValue) \(field)=\((value ?? "(absent)").prefix(24)) \(code.rawValue)"
        }

        init(_ grant: GrantType, _ field: String, _ value: String?, _ code: OAuthError.Code) {
            self.grant = grant
            self.field = field
            self.value = value
            self.code = code
        }
    }

    private static let long = String(repeating: "x", count: 8193)

    private static let every: [GrantType] = [.authorizationCode, .refreshToken, .clientCredentials, .deviceCode]

    static let common: [Fault] = every.flatMap { grant in
        [
            Fault(grant, "grant_type", nil, .invalidRequest), Fault(grant, "grant_type", "", .invalidRequest),
            Fault(grant, "grant_type", "string", .unsupportedGrantType),
            Fault(grant, "grant_type", grant.rawValue.uppercased(), .unsupportedGrantType),
            Fault(grant, "grant_type", grant.rawValue + " ", .unsupportedGrantType),
            Fault(grant, "grant_type", "password", .unsupportedGrantType),
            Fault(grant, "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", .unsupportedGrantType),
            Fault(grant, "grant_type", "urn:ietf:params:oauth:grant-type:saml2-bearer", .unsupportedGrantType),
            Fault(grant, "grant_type", String(repeating: "x", count: 65), .invalidRequest),
            Fault(grant, "client_id", nil, .invalidClient), Fault(grant, "client_id", "", .invalidClient),
            Fault(grant, "client_id", "nobody", .invalidClient), Fault(grant, "client_id", "other", .invalidClient),
            Fault(grant, "client_id", long, .invalidRequest), Fault(grant, "client_secret", nil, .invalidClient),
            Fault(grant, "client_secret", "wrong", .invalidClient),
            Fault(grant, "client_secret", long, .invalidRequest),
            Fault(grant, "httpAuth", TestServer.basic("app", "app-secret"), .invalidRequest),
            Fault(grant, "httpAuth", "Bearer x", .invalidRequest),
            Fault(grant, "resource", "https://else.example", .invalidTarget),
            Fault(grant, "resource", "not a URI", .invalidTarget),
            Fault(grant, "resource", "https://a.example/#f", .invalidTarget),
            Fault(grant, "resource", long, .invalidRequest), Fault(grant, "unknown", long, .invalidRequest),
        ]
    }

    static let code: [Fault] = [
        Fault(.authorizationCode, "code", nil, .invalidRequest), Fault(.authorizationCode, "code", "", .invalidRequest),
        Fault(.authorizationCode, "code", "x", .invalidGrant),
        Fault(.authorizationCode, "code", String(repeating: "A", count: 64), .invalidGrant),
        Fault(.authorizationCode, "code", long, .invalidRequest),
        Fault(.authorizationCode, "redirect_uri", nil, .invalidRequest),
        Fault(.authorizationCode, "redirect_uri", "", .invalidRequest),
        Fault(.authorizationCode, "redirect_uri", "https://app.example/callback/", .invalidGrant),
        Fault(.authorizationCode, "redirect_uri", "x", .invalidGrant),
        Fault(.authorizationCode, "redirect_uri", long, .invalidRequest),
        Fault(.authorizationCode, "code_verifier", nil, .invalidGrant),
        Fault(.authorizationCode, "code_verifier", "", .invalidGrant),
        Fault(.authorizationCode, "code_verifier", "short", .invalidRequest),
        Fault(.authorizationCode, "code_verifier", String(repeating: "v", count: 43), .invalidGrant),
    ]

    static let refresh: [Fault] = [
        Fault(.refreshToken, "refresh_token", nil, .invalidRequest),
        Fault(.refreshToken, "refresh_token", "", .invalidRequest),
        Fault(.refreshToken, "refresh_token", "x", .invalidGrant),
        Fault(.refreshToken, "refresh_token", String(repeating: "A", count: 75), .invalidGrant),
        Fault(.refreshToken, "refresh_token", long, .invalidRequest),
        Fault(.refreshToken, "scope", "openid admin", .invalidScope),
        Fault(.refreshToken, "scope", "a\"b", .invalidScope), Fault(.refreshToken, "scope", long, .invalidRequest),
        Fault(.clientCredentials, "scope", "admin", .invalidScope),
        Fault(.clientCredentials, "scope", "a\\b", .invalidScope),
    ]

    static let device: [Fault] = [
        Fault(.deviceCode, "device_code", nil, .invalidRequest), Fault(.deviceCode, "device_code", "", .invalidRequest),
        Fault(.deviceCode, "device_code", "x", .invalidGrant),
        Fault(.deviceCode, "device_code", String(repeating: "A", count: 43), .invalidGrant),
        Fault(.deviceCode, "device_code", long, .invalidRequest),
    ]

    private static let app = ClientRecord.make(
        grants: [.authorizationCode, .refreshToken, .clientCredentials, .deviceCode])

    @Test(arguments: common + code + refresh + device)
    func `a field that is wrong gets its own error, in a form and in JSON, and spends nothing`(fault: Fault)
        async throws
    {
        let server = try await TestServer(clients: [Self.app, .make(id: "other", secret: "other-secret")])
        let good = try await Self.request(fault.grant, on: server)
        let bad = good.setting(fault.field, to: fault.value)
        let form = await server.post("/v1/auth/oauthtoken", form: bad)
        #expect(form.error == fault.code.rawValue)
        // Of an unknown JSON member only the name is looked at.
        if fault.field != "unknown" {
            #expect(await server.post("/v1/auth/oauthtoken", json: bad).text == form.text)
        }
        #expect(form.status == (fault.code == .invalidClient ? 401 : 400))
        #expect(await server.token(good).status == 200)
    }

    @Test(arguments: every)
    func `no field may stand twice, be of another type, or come by the query`(grant: GrantType) async throws {
        let server = try await TestServer(clients: [Self.app])
        let good = try await Self.request(grant, on: server)
        for (name, value) in good.pairs {
            for body in [good.adding(name, value), good.adding(name, "")] {
                #expect(await server.post("/v1/auth/oauthtoken", form: body).error == "invalid_request", "\(name)")
                #expect(await server.post("/v1/auth/oauthtoken", json: body).error == "invalid_request", "\(name)")
            }
            for type in ["true", "[]", "{}", "[\"\(value)\"]", "{\"a\":\"b\"}"] {
                let others = good.removing(name).json.dropLast()
                let body = "\(others),\"\(name)\":\(type)}"
                let reply = await server.post("/v1/auth/oauthtoken", body, type: "application/json")
                #expect(reply.error == "invalid_request", "\(name) \(type)")
            }
            let query = "\(name)=\(PercentEncoding.encode(value))"
            let reply = await server.post("/v1/auth/oauthtoken?\(query)", form: good.removing(name))
            #expect(reply.status != 200, "\(name)")
        }
        #expect(await server.token(good).status == 200)
    }

    private static func request(_ grant: GrantType, on server: TestServer) async throws -> Fields {
        switch grant {
        case .authorizationCode:
            return server.redemption(of: try await server.authorize(TestServer.pkce).code)
                .adding("code_verifier", TestServer.verifier)
        case .refreshToken: return server.refreshing(try await server.tokens()["refresh_token"])
        case .deviceCode:
            let device = await server.ask(client: "app", secret: "app-secret")
            try await server.decide(on: device)
            return server.polling(device, client: "app", secret: "app-secret")
        case .clientCredentials, .jwtBearer, .tokenExchange:
            return ["grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret"]
        }
    }
}
