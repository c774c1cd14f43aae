import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Who may say who they are, and how (RFC 6749 §2.3.1).
@Suite struct ClientAuthenticationTests {
    private static let secret = "app-secret"
    private static let grant: Fields = ["grant_type": "client_credentials"]

    private func server(_ method: ClientAuthenticationMethod = .clientSecret) async throws -> TestServer {
        try await TestServer(clients: [.make { $0.authenticationMethod = method }])
    }

    private static let header = TestServer.basic("app", secret)
    private static let body: Fields = ["client_id": "app", "client_secret": secret]

    @Test func `the secret comes by header, in the body or in httpAuth`() async throws {
        let server = try await server()
        _ = try await server.redeem(Self.grant, authorization: Self.header)
        _ = try await server.redeem(Self.grant.replacing(with: Self.body))
        _ = try await server.redeem(Self.grant.adding("httpAuth", Self.header))
        _ = try await server.redeem(Self.grant.adding("client_id", "app"), authorization: Self.header)
        _ = try await server.redeem(Self.grant.adding("httpAuth", Self.header), authorization: Self.header)
    }

    @Test(
        arguments: [
            ("nothing at all", [:], nil, OAuthError.Code.invalidClient),
            ("an unknown client", ["client_id": "nobody", "client_secret": "app-secret"], nil, .invalidClient),
            ("a wrong secret", ["client_id": "app", "client_secret": "wrong"], nil, .invalidClient),
            ("another letter case", ["client_id": "APP", "client_secret": "app-secret"], nil, .invalidClient),
            ("no secret", ["client_id": "app"], nil, .invalidClient),
            ("a secret without client", ["client_secret": "app-secret"], nil, .invalidClient),
            ("a secret with a space", ["client_id": "app", "client_secret": "app-secret "], nil, .invalidClient),
            ("header and body", ["client_secret": "app-secret"], header, .invalidRequest),
            ("httpAuth and body", ["httpAuth": header, "client_secret": "app-secret"], nil, .invalidRequest),
            ("another client beside the header", ["client_id": "other"], header, .invalidRequest),
            ("another client beside httpAuth", ["client_id": "other", "httpAuth": header], nil, .invalidRequest),
            ("header and another httpAuth", ["httpAuth": TestServer.basic("app", "x")], header, .invalidRequest),
            ("httpAuth of another scheme", ["httpAuth": "Bearer abc"], nil, .invalidRequest),
            ("httpAuth that is no base64", ["httpAuth": "Basic ***"], nil, .invalidRequest),
            ("httpAuth without scheme", ["httpAuth": "YXBwOmFwcC1zZWNyZXQ="], nil, .invalidRequest),
            ("a Bearer header", [:], "Bearer abc", .invalidClient),
            ("a header without colon", [:], "Basic YXBw", .invalidClient),
            ("a header with broken base64", [:], "Basic YXBwOmFwcC1zZWNyZXQ===", .invalidClient),
            ("a header with loose base64", [:], "Basic YXBw OmFwcC1zZWNyZXQ=", .invalidClient),
            ("a header in base64url of another text", [:], "Basic 8J-Ygg", .invalidClient),
            ("an empty header", [:], "", .invalidClient),
            ("the scheme alone", [:], "Basic", .invalidClient),
            ("a header without client", [:], "Basic OmFwcC1zZWNyZXQ=", .invalidClient),
            ("a header without secret", [:], TestServer.basic("app", ""), .invalidClient),
        ] as [(String, Fields, String?, OAuthError.Code)])
    func `anything else is refused`(what: String, fields: Fields, header: String?, code: OAuthError.Code) async throws {
        let server = try await server()
        #expect(await server.refusal(of: Self.grant.replacing(with: fields), authorization: header) == code, "\(what)")
    }

    @Test(arguments: ["Basic", "basic", "BASIC"])
    func `the scheme's letter case does not matter`(scheme: String) async throws {
        let header = "\(scheme) \(Self.header.dropFirst(6))"
        _ = try await server().redeem(Self.grant, authorization: header)
    }

    /// RFC 9110 §11.4: `1*SP`.
    @Test(arguments: ["  ", "     "])
    func `more than one space may follow the scheme`(spaces: String) async throws {
        let server = try await server()
        let header = "Basic\(spaces)\(Self.header.dropFirst(6))"
        _ = try await server.redeem(Self.grant, authorization: header)
        _ = try await server.redeem(Self.grant.adding("httpAuth", header))
    }

    @Test(
        arguments: [
            (ClientAuthenticationMethod.clientSecret, nil, nil),
            (.clientSecretBasic, nil, OAuthError.Code.invalidClient),
            (.clientSecretPost, OAuthError.Code.invalidClient, nil),
        ] as [(ClientAuthenticationMethod, OAuthError.Code?, OAuthError.Code?)])
    func `a client uses the method that it is registered for`(
        method: ClientAuthenticationMethod, byHeader: OAuthError.Code?, byBody: OAuthError.Code?
    ) async throws {
        let server = try await server(method)
        #expect(await server.refusal(of: Self.grant, authorization: Self.header) == byHeader)
        #expect(await server.refusal(of: Self.grant.adding("httpAuth", Self.header)) == byHeader)
        #expect(await server.refusal(of: Self.grant.replacing(with: Self.body)) == byBody)
    }

    @Test func `a public client names itself and proves nothing, and must not try`() async throws {
        let server = try await TestServer(clients: [.make(secret: nil)])
        let fields: Fields = ["grant_type": "refresh_token", "refresh_token": "x", "client_id": "app"]
        #expect(await server.refusal(of: fields) == .invalidGrant)
        #expect(await server.refusal(of: fields.adding("client_secret", "x")) == .invalidClient)
        #expect(await server.refusal(of: fields, authorization: TestServer.basic("app", "")) == .invalidGrant)
        #expect(await server.refusal(of: fields, authorization: TestServer.basic("app", "x")) == .invalidClient)
    }

    @Test(arguments: ["a+b%/é:c", "100%", "%41", "a b", "a%2Bb"])
    func `Basic is understood encoded as RFC 6749 says and raw as libraries send it`(secret: String) async throws {
        let server = try await TestServer(clients: [.make(id: "the app", secret: secret)])
        let encoded = TestServer.basic(PercentEncoding.encode("the app"), PercentEncoding.encode(secret))
        _ = try await server.redeem(Self.grant, authorization: encoded)
        _ = try await server.redeem(Self.grant, authorization: TestServer.basic("the app", secret))
    }

    @Test func `client_id beside Basic may be either reading of it`() async throws {
        let server = try await TestServer(clients: [.make(id: "a%20b", secret: "s")])
        let header = TestServer.basic("a%20b", "s")
        _ = try await server.redeem(Self.grant.adding("client_id", "a%20b"), authorization: header)
        #expect(
            await server.refusal(of: Self.grant.adding("client_id", "a b"), authorization: header) == .invalidClient)
    }

    @Test func `every failure reads the same, whoever it was`() async throws {
        let server = try await server(.clientSecretBasic)
        var texts: Set<String> = []
        for fields: Fields in [
            ["client_id": "nobody", "client_secret": "x"], ["client_id": "app", "client_secret": "app-secret"],
            ["client_id": "app"],
        ] {
            texts.insert(await server.token(Self.grant.replacing(with: fields)).text)
        }
        texts.insert(await server.token(Self.grant, headers: ["Authorization": TestServer.basic("app", "x")]).text)
        #expect(texts.count == 1)
    }
}
