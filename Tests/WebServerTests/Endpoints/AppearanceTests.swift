import CardeaTesting
import OAuthProtocol
import OAuthServer
import Testing
import WebPages

/// In which language and under whose name people read a page.
@Suite struct AppearanceTests {
    private func login(_ server: TestServer, accepting languages: String?) async -> Reply {
        await server.get("/login", headers: ["Accept-Language": languages])
    }

    @Test(arguments: [
        ("de-CH, fr;q=0.5", "de", "Benutzername", "ltr"), ("ar", "ar", "اسم المستخدم", "rtl"),
        ("zh-CN", "zh-Hans", "用户名", "ltr"), ("tlh", "en", "User name", "ltr"), (nil, "en", "User name", "ltr"),
    ])
    func `a page is in the browser's language, and says so`(
        accepted: String?, tag: String, word: String, direction: String
    ) async throws {
        let reply = await login(try await TestServer(), accepting: accepted)
        #expect(reply.header("Content-Language") == tag)
        #expect(reply.header("Vary") == "Accept-Language")
        #expect(reply.text.contains("<html lang=\"\(tag)\" dir=\"\(direction)\">"))
        #expect(reply.text.contains(">\(word)</label>"))
    }

    @Test func `an application's wish comes before the browser's, from the first page to the last`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        let signIn = await browser.get("/oauth?\(server.request(["ui_locales": "xx ja fr"]).encoded)")
        #expect(signIn.reply.header("Content-Language") == "ja")
        let wrong = try await browser.signIn(on: signIn, password: "wrong")
        #expect(wrong.reply.text.contains("ユーザー名とパスワードが一致しません。"))
        let consent = try await browser.signIn(on: wrong)
        #expect(consent.reply.header("Content-Language") == "ja")
        #expect(consent.reply.text.contains(">許可する</button>"))
    }

    @Test func `error pages are translated, and what the developer reads is not`() async throws {
        let server = try await TestServer()
        let reply = await server.get("/oauth?client_id=nobody", headers: ["Accept-Language": "es"])
        #expect(reply.status == 400)
        #expect(reply.text.contains("Esta aplicación ha enviado una solicitud que no podemos aceptar</h1>"))
        #expect(reply.text.contains("<code>invalid_request</code>") || reply.text.contains("<code>invalid_client"))
        let lost = await server.get("/nowhere", headers: ["Accept": "text/html", "Accept-Language": "fr"])
        #expect(lost.status == 404 && lost.text.contains("Il n’y a rien ici</h1>"))
    }

    @Test func `sessions and applications are dated in the reader's language`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        let consent = try await browser.signIn(on: await browser.get("/oauth?\(server.request().encoded)"))
        _ = try await browser.allow(on: consent)
        let headers: Fields = ["Cookie": browser.cookies.header, "Accept-Language": "ja"]
        #expect(
            await server.get("/account/sessions", headers: headers).text.contains("（UTC）</bdi>、<bdi>192.0.2.1</bdi>"))
        #expect(await server.get("/account/applications", headers: headers).text.contains("許可：<bdi>2"))
    }

    @Test func `a claim that no scope covers is asked for by its own words`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        let fields = server.request([
            "scope": "openid profile", "claims": #"{"userinfo": {"email": null, "name": null, "shoe_size": null}}"#,
        ])
        let page = try await browser.signIn(on: await browser.get("/oauth?\(fields.encoded)")).reply.text
        #expect(page.contains("It asks to know") && page.contains(">Your email address</span>"))
        #expect(!page.contains(">Your full name</span>") && !page.contains("shoe_size"))
    }

    @Test func `a client's pages carry its brand, the others the server's`() async throws {
        let svg = try Logo(Array("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".utf8))
        let appearance = Appearance(
            languages: try Languages(), templates: try Templates(),
            brands: Brands(own: Brand(name: "The Bank"), clients: ["app": Brand(name: "The Shop", logo: svg)]))
        let server = try await TestServer(appearance: appearance)
        var browser = TestBrowser(on: server)
        let page = await browser.get("/oauth?\(server.request().encoded)").reply.text
        #expect(page.contains("The Shop") && !page.contains("The Bank") && !page.contains("Cardea"))
        #expect(page.contains("src=\"/branding/\(svg.fileName)\""))
        #expect(await login(server, accepting: nil).text.contains("The Bank"))

        let picture = await server.get("/branding/\(svg.fileName)")
        #expect(picture.body == svg.octets)
        #expect(picture.header("Content-Type") == "image/svg+xml")
        #expect(picture.header("Cache-Control") == "public, max-age=31536000, immutable")
        #expect(picture.header("X-Content-Type-Options") == "nosniff")
        #expect(
            picture.header("Content-Security-Policy") == "default-src 'none'; style-src 'unsafe-inline'; sandbox")
        for other in ["/branding/logo.svg", "/branding/", "/branding/../login", "/branding/%2e%2e"] {
            #expect(await server.get(other).status == 404)
        }
    }
}
