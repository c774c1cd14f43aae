import CardeaTesting
import OAuthProtocol
import Playground
import Storage
import StorageTesting
import Testing
import WebServer

/// The page at `/` with `--dev`: the flow, played and told.
@Suite struct PlaygroundTests {
    private func server(issuer: String = "http://localhost:8080") async throws -> TestServer {
        let client = ClientRecord.make(
            id: "demo", secret: "demo-secret", uris: ["\(issuer)/playground/callback"],
            scope: "openid profile email offline_access")
        return try await TestServer(
            issuer: issuer, clients: [client],
            further: { site, entropy in
                Playground(
                    client: client.id, secret: Secret("demo-secret"), server: site.server, pages: site.pages,
                    entropy: entropy
                ).routes
            })
    }

    /// Presses the button and goes through to the last page.
    private func play(_ browser: inout TestBrowser, base: String = "", allow: Bool = true) async throws -> Page {
        var page = await browser.get("\(base)/playground/start")
        if page.isSignIn { page = try await browser.signIn(on: page) }
        guard page.isConsent else { return page }
        return allow ? try await browser.allow(on: page) : try await browser.deny(on: page)
    }

    @Test func `it is there with its client alone`() async throws {
        #expect(await (try TestServer()).get("/").status == 404)
        let start = await (try server()).get("/")
        #expect(start.status == 200)
        for words in ["http://localhost:8080", "demo-secret", "curl", "client_credentials"] {
            #expect(start.text.contains(words))
        }
    }

    @Test(arguments: [("http://localhost:8080", ""), ("http://localhost:8080/tenant", "/tenant")])
    func `a flow is told step by step, with code, tokens and what they say`(issuer: String, base: String) async throws {
        let server = try await server(issuer: issuer)
        var browser = TestBrowser(on: server)
        let page = try await play(&browser, base: base)
        #expect(page.target.hasPrefix("\(base)/playground/callback?code="))
        for words in [
            "You came through", "access_token", "refresh_token", "id_token", "at_hash", "Ada Lovelace", "code_verifier",
        ] {
            #expect(page.reply.text.contains(words), "\(words)")
        }
        #expect(page.reply.header("Cache-Control") == "no-store")
        #expect(page.reply.text.contains("<pre><code>\(issuer)/oauth?response_type=code\n&amp;client_id=demo\n&amp;"))
        // JSON for reading: a member a line, and nothing between what is written.
        #expect(page.reply.text.contains("<pre><code>{\n  &quot;access_token&quot;: &quot;"))
    }

    @Test func `the page loaded again replays the code and shows what comes of it`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        let page = try await play(&browser)
        let again = await browser.get(page.target)
        #expect(again.reply.text.contains("The door stayed shut"))
        #expect(again.reply.text.contains("invalid_grant"))
    }

    @Test func `a denial is told too`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        #expect(try await play(&browser, allow: false).reply.text.contains("access_denied"))
    }

    @Test func `an answer for another flow is not taken`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        let page = try await play(&browser)
        var other = TestBrowser(on: server)
        _ = await other.request("GET", "/playground/start")
        let foreign = await other.get(page.target)
        #expect(foreign.reply.text.contains("The door stayed shut"))
        #expect(!foreign.reply.text.contains("access_token"))
        var stranger = TestBrowser(on: server)
        let lost = await stranger.get(page.target)
        #expect(lost.reply.text.contains("The flow is not known"))
        #expect(!lost.reply.text.contains("access_token"))
    }

    @Test(arguments: [
        ("", false), ("&iss=https%3A%2F%2Fevil.example", false), ("&iss=http%3A%2F%2Flocalhost%3A8080%2F", false),
        ("&iss=http%3A%2F%2Flocalhost%3A8080", true),
    ])
    func `an answer that names another issuer, or none, is not taken`(issuer: String, isTaken: Bool) async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        let state = try #require(await browser.request("GET", "/playground/start").answer["state"])
        let page = await browser.get("/playground/callback?code=x&state=\(state)\(issuer)")
        #expect(page.reply.text.contains("iss does not name this server") == !isTaken)
        // The code is none; only an answer that is ours has it tried.
        #expect(page.reply.text.contains("invalid_grant") == isTaken)
    }

    @Test func `what the address bar says is text`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        _ = await browser.request("GET", "/playground/start")
        let page = await browser.get(
            "/playground/callback?error=%3Cscript%3E&error_description=%22%3E%3Cimg%20src=x%3E")
        #expect(page.reply.status == 200)
        #expect(!page.reply.text.contains("<script") && !page.reply.text.contains("<img"))
    }
}
