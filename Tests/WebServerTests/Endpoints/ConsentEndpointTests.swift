import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

@Suite struct ConsentEndpointTests {
    private func consent(_ server: TestServer, _ changes: Fields = [:]) async throws -> (TestBrowser, Page) {
        var browser = TestBrowser(on: server)
        let page = try await browser.signIn(on: await browser.get("/oauth?\(server.request(changes).encoded)"))
        return (browser, page)
    }

    @Test func `it names the application, the host, the person and what is asked for, in words`() async throws {
        let server = try await TestServer { configuration in
            guard let uri = ResourceIndicator("https://api.example/") else { return }
            var resource = ResourceConfiguration(uri: uri)
            resource.name = "The Ledger"
            configuration.resources = [resource]
        }
        let (_, page) = try await consent(
            server, ["scope": "openid email offline_access", "resource": "https://api.example"])
        for words in ["The app application", "app.example", "ada", "The Ledger", "email address"] {
            #expect(page.reply.text.contains(words), "\(words)")
        }
        #expect(!page.reply.text.contains("full name"))
    }

    @Test func `it leads to what the operator's client says about itself`() async throws {
        let server = try await TestServer(clients: [
            .make {
                $0.information = [
                    "client_uri": .string("https://app.example/about"), "tos_uri": .string("https://app.example/terms"),
                    "policy_uri": .string("https://app.example/privacy"),
                    "logo_uri": .string("https://app.example/logo"),
                ]
            }
        ])
        let (_, page) = try await consent(server)
        for name in ["about", "terms", "privacy"] {
            #expect(page.reply.text.contains("href=\"https://app.example/\(name)\""), "\(name)")
        }
        #expect(!page.reply.text.contains("app.example/logo"))
    }

    @Test func `denying tells the client, and remembers nothing`() async throws {
        let server = try await TestServer()
        var (browser, page) = try await consent(server)
        page = try await browser.deny(on: page)
        #expect(page.reply.answer["error"] == "access_denied")
        #expect(page.reply.answer["state"] == "state-1")
        #expect(await browser.get("/oauth?\(server.request().encoded)").isConsent)
    }

    @Test func `a decision that is neither is none`() async throws {
        let server = try await TestServer()
        var (browser, page) = try await consent(server)
        for decision in ["", "maybe", "ALLOW", "allow deny"] {
            #expect(try await browser.submit("/consent", on: page, ["decision": decision]).leavesTo == nil)
        }
        #expect(try await browser.allow(on: page).reply.answer["code"] != nil)
    }

    @Test func `a page that was answered leads where it led`() async throws {
        let server = try await TestServer()
        var (browser, page) = try await consent(server)
        let first = try await browser.allow(on: page)
        #expect(first.reply.answer["code"] != nil)
        for _ in 0..<2 {
            #expect(try await browser.allow(on: page).leavesTo == first.leavesTo)
            #expect(try await browser.deny(on: page).leavesTo == first.leavesTo)
        }
    }

    @Test func `a page that is loaded again is the same page`() async throws {
        let server = try await TestServer()
        var (browser, page) = try await consent(server)
        let again = await browser.get(page.target)
        #expect(again.isConsent)
        #expect(again.forms.first?.fields["request"] == page.forms.first?.fields["request"])
    }

    @Test func `one may sign in as somebody else instead`() async throws {
        let server = try await TestServer(users: [.make(), .make("grace", name: "Grace Hopper")])
        var (browser, page) = try await consent(server)
        let handle = try #require(page.forms.first?.fields["request"])
        let login = await browser.get("/login?request=\(handle)&switch=1")
        #expect(login.isSignIn)
        page = try await browser.signIn(on: login, as: "grace")
        #expect(page.reply.text.contains("grace"))
        page = try await browser.allow(on: page)
        let tokens = await server.token(server.redemption(of: try #require(page.reply.answer["code"])))
        #expect(await server.get("/v1/auth/me", bearer: tokens["access_token"])["name"] == "grace")
    }

    @Test func `without a handle, signed in or not, there is nothing to consent to`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        for target in ["/consent", "/consent?request=", "/consent?request=x"] {
            #expect(await browser.get(target).reply.status == 403)
        }
        try await browser.signIn()
        for target in ["/consent", "/consent?request=x", "/consent?request=x&request=y"] {
            #expect([400, 403].contains(await browser.get(target).reply.status))
        }
    }
}
