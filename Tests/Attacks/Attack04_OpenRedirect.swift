import CardeaTesting
import OAuthProtocol
import Storage
import Testing

/// No parameter of ours is an address to go to: pages return to handles that the server keeps.
@Suite struct Attack04_OpenRedirect {
    static let targets = [
        "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
        "https:evil.example",
        "https:/\\evil.example", "javascript:alert(1)", "%2f%2fevil.example", "/%09/evil.example", ".evil.example",
        "@evil.example",
        "https://cardea.example@evil.example", "https://cardea.example.evil.example",
    ]

    private static let names = [
        "next", "return", "return_to", "returnTo", "redirect", "redirect_uri", "url", "continue", "request", "target",
        "post_logout_redirect_uri", "state", "iss",
    ]

    /// Every answer stays here.
    private func expectHere(_ reply: Reply, _ what: String) {
        let location = reply.location ?? "/"
        #expect(
            location.hasPrefix("/") && !location.hasPrefix("//") && !location.hasPrefix("/\\"), "\(what): \(location)")
        #expect(reply.header("Refresh") == nil)
    }

    @Test(arguments: targets)
    func `signing in leads to no address that a parameter names`(target: String) async throws {
        let server = try await TestServer()
        let extra = Self.names.filter { $0 != "request" }.reduce(Fields()) { $0.adding($1, target) }
        var browser = TestBrowser(on: server)
        let page = await browser.get("/login?\(extra.encoded)")
        let form = try #require(page.forms.first)
        let fields = form.fields.replacing(with: ["username": "ada", "password": TestServer.password])
        let reply = await browser.request("POST", "/login?\(extra.encoded)", extra.replacing(with: fields))
        #expect(reply.location == "/account")
    }

    @Test(arguments: targets)
    func `no page goes where its query says`(target: String) async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        for path in [
            "/login", "/consent", "/account", "/account/sessions", "/v1/auth/logout", "/device", "/playground/callback",
        ] {
            for name in Self.names {
                expectHere(
                    await browser.request("GET", "\(path)?\(name)=\(PercentEncoding.encode(target))"), "\(path) \(name)"
                )
            }
        }
    }

    @Test(arguments: targets)
    func `signing out goes nowhere`(target: String) async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        let query = "post_logout_redirect_uri=\(PercentEncoding.encode(target))&state=x&client_id=app"
        let asked = await browser.request("GET", "/v1/auth/logout?\(query)")
        expectHere(asked, target)
        #expect(asked.status == 400)
        let form = try #require(await browser.get("/v1/auth/logout?client_id=app").forms.first)
        let fields = form.fields.replacing(with: ["decision": "logout", "post_logout_redirect_uri": target])
        let reply = await browser.request("POST", "/v1/auth/logout?\(query)", fields)
        expectHere(reply, target)
        #expect(reply.status == 400)
        // Nor is anybody signed out by a request that is not to be believed.
        #expect(await browser.request("GET", "/account").status == 200)
    }

    @Test(arguments: targets)
    func `a path that looks like another host is only a path`(target: String) async throws {
        let server = try await TestServer()
        for path in ["/\(target)", target, "/login/\(target)", "//\(target)", "/oauth//\(target)"] {
            expectHere(await server.get(path, headers: ["Accept": "text/html"]), path)
        }
    }

    @Test func `prompt none does not make an open redirector of an unproved address`() async throws {
        let server = try await TestServer()
        for target in Self.targets {
            let request = server.request(["redirect_uri": target, "prompt": "none", "response_type": "token"])
            #expect(await server.get("/oauth?\(request.encoded)").location == nil)
        }
    }

    @Test func `what a POST without cookie bounces to is our own endpoint, with what was posted`() async throws {
        let server = try await TestServer()
        for state in Self.targets {
            let request = server.request(["state": state])
            let reply = await server.post("/oauth", form: request)
            #expect(reply.location == "/oauth?\(request.encoded)")
        }
        let broken = await server.post(
            "/oauth", server.request().encoded + "&x=a\r\nSet-Cookie: y=z", type: "application/x-www-form-urlencoded")
        #expect(broken.status == 400 && broken.location == nil)
    }
}

extension Fields {
    fileprivate init() {
        self = [:]
    }
}
