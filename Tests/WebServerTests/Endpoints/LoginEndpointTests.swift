import CardeaTesting
import OAuthProtocol
import Storage
import Testing

@Suite struct LoginEndpointTests {
    @Test(arguments: ["ada", "ADA", "ada@example.com", "Ada@Example.COM"])
    func `name and address both sign in, in any case`(login: String) async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        try await browser.signIn(as: login)
        #expect(await browser.get("/account").reply.text.contains("Ada Lovelace"))
    }

    @Test func `a wrong password shows the form again, with the name and not the password`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        let page = try await browser.signIn(on: await browser.get("/login"), password: "wrong-password")
        #expect(page.reply.status == 400)
        #expect(page.forms.first?.fields["username"] == "ada")
        #expect(!page.reply.text.contains("wrong-password"))
        #expect(page.reply.text.contains("do not match"))
        #expect(try await browser.signIn(on: page).target == "/account")
    }

    @Test func `five wrong ones and it is 429 with a time to wait`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        var page = await browser.get("/login")
        for _ in 0..<5 { page = try await browser.signIn(on: page, password: "wrong") }
        page = try await browser.signIn(on: page)
        #expect(page.reply.status == 429)
        #expect(page.reply.header("Retry-After") == "60")
        #expect(page.reply.text.contains("1 minute"))
        server.clock.advance(60)
        #expect(try await browser.signIn(on: page).target == "/account")
    }

    @Test func `within a request the page says for whom, and goes on with it`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        let page = await browser.get("/oauth?\(server.request().encoded)")
        #expect(page.reply.text.contains("The app application"))
        let wrong = try await browser.signIn(on: page, password: "wrong")
        #expect(wrong.reply.text.contains("The app application"))
        #expect(try await browser.signIn(on: wrong).isConsent)
    }

    @Test func `two tabs of one browser both come through`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        let first = await browser.get("/oauth?\(server.request(["state": "one"]).encoded)")
        let second = await browser.get("/oauth?\(server.request(["state": "two"]).encoded)")
        var page = try await browser.signIn(on: first)
        #expect(try await browser.allow(on: page).reply.answer["state"] == "one")
        page = try await browser.signIn(on: second)
        #expect(page.reply.answer["state"] == "two")
        #expect(page.reply.answer["code"] != nil)
    }

    @Test func `a form without its token is shown anew and judges nothing`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        _ = await browser.get("/login")
        for _ in 0..<10 {
            let page = await browser.post("/login", ["username": "ada", "password": "wrong", "csrf": "x"])
            #expect(page.reply.status == 403)
            #expect(page.isSignIn)
        }
        try await browser.signIn()
    }

    @Test func `a body that is not a form is refused`() async throws {
        let server = try await TestServer()
        for type in [nil, "application/json", "text/plain"] {
            #expect(await server.post("/login", "{}", type: type).status == 400)
        }
    }

    @Test func `sign-ins are counted by how they end`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        _ = try await browser.signIn(on: await browser.get("/login"), password: "wrong")
        try await browser.signIn()
        let metrics = await server.get("/metrics").text
        #expect(metrics.contains("cardea_sign_ins_total{outcome=\"wrong\"} 1"))
        #expect(metrics.contains("cardea_sign_ins_total{outcome=\"signed_in\"} 1"))
    }

    @Test func `a form that is not ours is counted, whatever it is answered with`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        let page = await browser.get("/login")
        // Shown again; to a browser without its cookie; for what waits no longer.
        #expect(try await browser.submit("/login", on: page, ["csrf": "theirs"]).reply.status == 403)
        var bare = TestBrowser(on: server)
        #expect(await bare.post("/login", ["csrf": "theirs"]).reply.status == 403)
        #expect(await browser.post("/login", ["csrf": "theirs", "request": "gone"]).reply.status == 403)
        let metrics = await server.get("/metrics").text
        #expect(metrics.contains("cardea_sign_ins_total{outcome=\"stale\"} 3"))
    }

    @Test func `fields that are missing, empty, too long or there twice sign nobody in`() async throws {
        let server = try await TestServer()
        let good: Fields = ["username": "ada", "password": TestServer.password]
        for fields in [
            good.removing("username"), good.removing("password"), good.setting("username", to: ""),
            good.setting("password", to: ""), good.setting("password", to: String(repeating: "x", count: 129)),
            good.setting("username", to: String(repeating: "x", count: 9000)), good.adding("username", "admin"),
            good.adding("password", TestServer.password), good.setting("username", to: "ada\u{0}"),
        ] {
            var browser = TestBrowser(on: server)
            let csrf = try #require(await browser.get("/login").forms.first?.fields["csrf"])
            let reply = await browser.request("POST", "/login", fields.adding("csrf", csrf))
            #expect((400..<500).contains(reply.status))
            #expect(await browser.request("GET", "/account").location == "/login")
        }
    }
}
