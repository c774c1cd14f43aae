import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import Testing

/// Every URL of ours is made from the configured issuer: no header changes where anything points.
@Suite struct Attack24_HostHeader {
    private static let headers: Fields = [
        "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http", "X-Forwarded-Port": "81",
        "X-Forwarded-Prefix": "/evil",
        "Forwarded": "host=evil.example;proto=http;for=10.0.0.1", "X-Host": "evil.example", "X-Original-URL": "/evil",
        "X-Rewrite-URL": "/evil", "X-Forwarded-Server": "evil.example", "X-HTTP-Method-Override": "DELETE",
        "Base-Url": "https://evil.example",
    ]

    @Test(arguments: [
        "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/v1/auth/jwks", "/healthz",
        "/.well-known/oauth-protected-resource/api",
    ])
    func `documents are the same whatever host is named`(path: String) async throws {
        let server = try await TestServer { configuration in
            guard let uri = ResourceIndicator("https://api.example/api") else { return }
            var resource = ResourceConfiguration(uri: uri)
            resource.describe = true
            configuration.resources = [resource]
        }
        let plain = await server.get(path)
        #expect(plain.status == 200)
        #expect(await server.get(path, headers: Self.headers).text == plain.text)
    }

    @Test func `redirects, cookies and tokens are too`() async throws {
        let server = try await TestServer()
        let target = "/oauth?\(server.request().encoded)"
        let reply = await server.get(target, headers: Self.headers)
        #expect(reply.location?.hasPrefix("/login?request=") == true)
        #expect(reply.setCookies.allSatisfy { $0.hasPrefix("__Host-") && !$0.contains("evil") })
        let error = await server.get("/oauth?\(server.request(["prompt": "none"]).encoded)", headers: Self.headers)
        #expect(error.answer["iss"] == "https://cardea.example")
        let fields: Fields = ["grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret"]
        let token = await server.token(fields, headers: Self.headers)
        #expect(try DecodedToken(token["access_token"])["iss"] == "https://cardea.example")
        #expect(try DecodedToken(token["access_token"])["aud"] == "https://cardea.example")
    }

    @Test func `pages point nowhere else`() async throws {
        let server = try await TestServer()
        for path in ["/login", "/v1/auth/logout", "/oauth", "/nothing-here"] {
            let page = await server.get(path, headers: Self.headers.adding("Accept", "text/html"))
            #expect(!page.text.contains("evil") && !(page.header("Content-Security-Policy") ?? "").contains("evil"))
        }
    }
}
