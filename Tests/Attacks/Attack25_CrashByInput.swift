import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// A trap would take the whole process with it: whatever comes, at any endpoint, there is an answer, and never a 500.
@Suite struct Attack25_CrashByInput {
    private static let paths = [
        "/v1/auth/oauthtoken", "/v1/auth/device", "/oauth", "/login", "/consent", "/device", "/account",
        "/account/sessions",
        "/account/applications",
        "/v1/auth/me",
        "/v1/auth/userinfo", "/v1/auth/renewaccesstoken", "/v1/auth/revoke", "/v1/auth/introspect", "/v1/auth/logout",
        "/v1/auth/jwks",
        "/.well-known/openid-configuration", "/.well-known/oauth-protected-resource/x", "/playground/callback",
        "/metrics", "/", "*", "",
    ]
    private static let names = [
        "grant_type", "client_id", "client_secret", "httpAuth", "code", "redirect_uri", "code_verifier",
        "refresh_token", "scope",
        "resource", "assertion", "device_code", "user_code", "response_type", "state", "nonce", "prompt", "max_age",
        "code_challenge",
        "code_challenge_method",
        "request", "csrf", "username", "password", "decision", "id", "token", "switch", "login_hint", "access_token",
        "",
    ]
    private static let methods = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "BREW"]
    private static let types = [
        "application/json", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "text/plain", "",
        ";", "a/b;c=\"",
    ]

    @Test(arguments: 0..<8)
    func `random requests are answered`(seed: Int) async throws {
        var chance = SeededGenerator(seed: UInt64(seed) + 2500)
        let issuer = AssertionIssuer(signer: try TestSigner())
        let server = try await TestServer { $0.trustedIssuers = [issuer.trusted()] }
        let authorization = try await server.authorize()
        let tokens = try await server.tokens()
        let values = [
            "authorization_code", "refresh_token", "client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "app",
            "app-secret", "code", "none", "login", "https://app.example/callback", "S256", TestServer.challenge,
            TestServer.verifier,
            authorization.code, tokens["access_token"] ?? "", tokens["refresh_token"] ?? "", tokens["id_token"] ?? "",
            "openid",
            "9223372036854775808", "-1", "1e999", "\u{0}", "é", "\u{10ffff}", "[", "{}", "\"", "allow", "ada", "%",
            "Basic Og==",
            TestServer.basic("app", "app-secret"), "Bearer " + (tokens["access_token"] ?? ""),
            try issuer.assertion(for: server),
        ]
        for _ in 0..<400 {
            let request = Self.request(&chance, values, cookie: authorization.browser.cookies.header)
            let reply = await server.send(request.method, request.target, headers: request.headers, body: request.body)
            #expect((200..<500).contains(reply.status), "\(request)")
        }
        #expect(await server.get("/healthz").status == 200)
    }

    private struct Request {
        let method: String
        let target: String
        let headers: Fields
        let body: [UInt8]
    }

    private static func request(_ chance: inout SeededGenerator, _ values: [String], cookie: String?) -> Request {
        var fields: Fields = [:]
        for _ in 0..<chance.number(below: 9) {
            fields = fields.adding(chance.choice(names) ?? "", value(&chance, values))
        }
        var target = chance.choice(paths) ?? ""
        if chance.number(below: 2) == 0 { target += "?" + mangled(&chance, fields.encoded) }
        var headers: Fields = [:]
        if chance.number(below: 3) > 0 { headers = headers.adding("Content-Type", chance.choice(types) ?? "") }
        if chance.number(below: 2) == 0 { headers = headers.adding("Cookie", mangled(&chance, cookie ?? "")) }
        if chance.number(below: 3) == 0 { headers = headers.adding("Authorization", chance.choice(values) ?? "") }
        if chance.number(below: 8) == 0 { headers = headers.adding("Origin", chance.choice(values) ?? "") }
        if chance.number(below: 4) == 0 { headers = headers.adding("Accept", "text/html, */*;q=0.1") }
        let body = chance.number(below: 2) == 0 ? fields.encoded : fields.json
        return Request(
            method: chance.choice(methods) ?? "GET", target: target, headers: headers,
            body: Array(mangled(&chance, body).utf8))
    }

    private static func value(_ chance: inout SeededGenerator, _ values: [String]) -> String {
        let text = chance.choice(values) ?? ""
        return chance.number(below: 4) == 0 ? mangled(&chance, text) : text
    }

    /// The text as it is, or cut, doubled, or with something odd in it.
    private static func mangled(_ chance: inout SeededGenerator, _ text: String) -> String {
        switch chance.number(below: 6) {
        case 0: String(text.prefix(chance.number(below: text.count + 1)))
        case 1: text + text
        case 2: text + String(decoding: chance.octets(chance.number(below: 20)), as: UTF8.self)
        case 3: text.replacing("=", with: "%")
        default: text
        }
    }
}
