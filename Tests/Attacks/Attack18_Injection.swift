import CardeaTesting
import OAuthProtocol
import Storage
import StorageTesting
import Testing

/// Text from strangers stays text on our pages.
@Suite struct Attack18_Injection {
    static let payloads = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' autofocus onfocus=alert(1) x='",
        "</title><svg onload=alert(1)>",
        "{{#scopes}}{{/scopes}}{{{csrf}}}", "<b\u{301}>x", "\u{600}<script>alert(1)</script>", "javascript:alert(1)",
        "&lt;script&gt;", "</style><script>alert(1)</script>", "<!--", "]]>", "\u{202e}<i>", "<\u{0}script>",
    ]

    private func expectInert(_ reply: Reply, _ payload: String, _ what: String) {
        // All but the beginning of our own script for passkeys, which the policy names by its digest.
        let text = reply.text.lowercased().replacing(
            "<script>// passkeys (webauthn level 3):", with: "", maxReplacements: 1)
        let dangers = [
            "<script", "<img", "<svg onload", "onerror=alert(1)>", "' autofocus onfocus", "\" onfocus", "<i>",
            "<b\u{301}>", "<!--",
        ]
        #expect(dangers.filter { text.contains($0) } == [], "\(what): \(payload)")
        let policy = reply.header("Content-Security-Policy") ?? ""
        #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "\(what)")
        #expect(
            policy.contains("base-uri 'none'") && !policy.contains("unsafe-inline") && !policy.contains("unsafe-eval"))
        #expect(reply.header("X-Content-Type-Options") == "nosniff")
    }

    @Test(arguments: payloads)
    func `names of clients and people, and what was typed, are shown as they are`(payload: String) async throws {
        let client = ClientRecord.make { $0.name = payload }
        let server = try await TestServer(
            clients: [client], users: [.make("ada", name: payload), .make(payload, email: "x@example.com")])
        var browser = TestBrowser(on: server)
        let hint = server.request(["login_hint": payload, "state": payload, "nonce": payload])
        let signIn = await browser.get("/oauth?\(hint.encoded)")
        expectInert(signIn.reply, payload, "sign-in")
        let wrong = try await browser.signIn(on: signIn, as: payload, password: payload)
        expectInert(wrong.reply, payload, "wrong password")
        let consent = try await browser.signIn(on: wrong)
        expectInert(consent.reply, payload, "consent")
        let done = try await browser.allow(on: consent)
        #expect(done.reply.answer["state"] == payload)
        for path in ["/account", "/account/security", "/account/sessions", "/account/applications", "/v1/auth/logout"] {
            expectInert(await browser.get(path).reply, payload, path)
        }
    }

    @Test(arguments: payloads)
    func `what is wrong with a request is told without repeating it`(payload: String) async throws {
        let server = try await TestServer()
        for request in [
            server.request(["client_id": payload]), server.request(["redirect_uri": payload]),
            server.request().adding("client_id", payload),
            server.request(["redirect_uri": "https://evil.example/\(payload)"]),
        ] {
            let reply = await server.get("/oauth?\(request.encoded)", headers: ["Accept": "text/html"])
            #expect(reply.status == 400)
            expectInert(reply, payload, "error")
        }
        let path = "/\(PercentEncoding.encode(payload))"
        expectInert(await server.get(path, headers: ["Accept": "text/html"]), payload, "not found")
    }

    @Test(arguments: payloads)
    func `nor does an error in JSON repeat it, whatever the field`(payload: String) async throws {
        let server = try await TestServer()
        for name in ["grant_type", "client_id", "client_secret", "code", "scope", "resource", "httpAuth", payload] {
            let once: Fields = [name: payload, "grant_type": name == "grant_type" ? nil : "client_credentials"]
            for reply in [
                await server.post("/v1/auth/oauthtoken", form: once),
                await server.post("/v1/auth/oauthtoken", json: once.adding(name, payload)),
            ] {
                #expect(reply.header("Content-Type") == "application/json")
                #expect(reply.status >= 400)
                let description = reply["error_description"] ?? ""
                #expect(!description.isEmpty && !description.contains(payload))
                #expect(description.utf8.allSatisfy { (0x20...0x7e).contains($0) && $0 != 0x22 && $0 != 0x5c })
            }
        }
    }

    @Test func `no answer header can be broken by what was sent`() async throws {
        let server = try await TestServer()
        for state in ["a\r\nSet-Cookie: x=y", "a\nb", "\r\n\r\n<html>", "é\u{2028}", "\u{0}"] {
            let reply = await server.get("/oauth?\(server.request(["state": state, "prompt": "none"]).encoded)")
            #expect(reply.answer["state"] == state)
            #expect(reply.location?.utf8.allSatisfy { (0x21...0x7e).contains($0) } == true)
            #expect(reply.setCookies.allSatisfy { $0.contains("cardea-session") })
        }
    }
}
