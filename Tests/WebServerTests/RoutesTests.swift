import CardeaTesting
import OAuthProtocol
import Testing

/// The route table as it is composed: by which methods each path is asked, in which spellings, and whose scripts may.
@Suite struct RoutesTests {
    /// Paths of programs, with what `Allow` says of each; all but introspection are for scripts too.
    static let programs = [
        ("/v1/auth/oauthtoken", "OPTIONS, POST"), ("/token", "OPTIONS, POST"), ("/v1/auth/revoke", "OPTIONS, POST"),
        ("/v1/auth/device", "OPTIONS, POST"), ("/v1/auth/userinfo", "GET, HEAD, OPTIONS, POST"),
        ("/v1/auth/me", "GET, HEAD, OPTIONS"), ("/v1/auth/renewaccesstoken", "GET, HEAD, OPTIONS, POST"),
        ("/v1/auth/jwks", "GET, HEAD, OPTIONS"), ("/.well-known/openid-configuration", "GET, HEAD, OPTIONS"),
        ("/.well-known/oauth-authorization-server", "GET, HEAD, OPTIONS"),
        ("/.well-known/oauth-protected-resource", "GET, HEAD, OPTIONS"),
    ]

    /// Paths of people, of operators, and of servers.
    static let others = [
        ("/oauth", "GET, HEAD, POST"), ("/oauth/authorize", "GET, HEAD, POST"), ("/authorize", "GET, HEAD, POST"),
        ("/login", "GET, HEAD, POST"), ("/consent", "GET, HEAD, POST"), ("/device", "GET, HEAD, POST"),
        ("/account", "GET, HEAD"), ("/account/sessions", "GET, HEAD, POST"),
        ("/account/applications", "GET, HEAD, POST"), ("/v1/auth/logout", "GET, HEAD, POST"),
        ("/v1/auth/introspect", "POST"), ("/healthz", "GET, HEAD"), ("/readyz", "GET, HEAD"), ("/metrics", "GET, HEAD"),
    ]

    @Test(arguments: programs + others)
    func `each path answers its own methods, and tells which they are`(path: String, allowed: String) async throws {
        let server = try await TestServer()
        let own = allowed.split(separator: ", ").map(String.init)
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
            let reply = await server.send(method, path)
            #expect((reply.status == 405) == !own.contains(method), "\(method)")
            if reply.status == 405 { #expect(reply.header("Allow") == allowed) }
        }
        let (get, head) = (await server.get(path), await server.send("HEAD", path))
        #expect(head.status == get.status && head.body.isEmpty)
    }

    @Test(arguments: programs)
    func `scripts of any origin may ask what programs ask`(path: String, _: String) async throws {
        let server = try await TestServer()
        let origin: Fields = ["Origin": "https://spa.example"]
        for method in ["OPTIONS", "GET", "POST"] {
            let reply = await server.send(method, path, headers: origin)
            #expect(reply.header("Access-Control-Allow-Origin") == "*", "\(method)")
            #expect(reply.header("Access-Control-Allow-Credentials") == nil)
            if method == "OPTIONS" { #expect(reply.status == 204) }
        }
    }

    @Test(arguments: others)
    func `and nothing else`(path: String, _: String) async throws {
        let server = try await TestServer()
        let origin: Fields = ["Origin": "https://spa.example", "Access-Control-Request-Method": "POST"]
        for method in ["OPTIONS", "GET", "POST"] {
            #expect(await server.send(method, path, headers: origin).header("Access-Control-Allow-Origin") == nil)
        }
    }

    @Test(arguments: programs + others)
    func `only what begins with v1 auth answers without the version and in any letters`(path: String, _: String)
        async throws
    {
        let server = try await TestServer()
        let isVersioned = path.hasPrefix("/v1/auth/")
        var spellings = [path.uppercased()]
        if isVersioned { spellings += [String(path.dropFirst(3)), String(path.dropFirst(3)).uppercased()] }
        for spelling in spellings {
            #expect(await server.send("PATCH", spelling).status == (isVersioned ? 405 : 404), "\(spelling)")
        }
    }
}
