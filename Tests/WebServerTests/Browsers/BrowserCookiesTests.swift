import CardeaTesting
import HTTPTypes
import OAuthProtocol
import OAuthServer
import Testing

@testable import WebServer

@Suite struct BrowserCookiesTests {
    @Test(arguments: [
        ("https://cardea.example", "__Host-"), ("http://localhost:8080", ""), ("http://127.0.0.1:8080", ""),
    ])
    func `cookies carry the host prefix where the issuer is https`(issuer: String, prefix: String) async throws {
        let server = try await TestServer(issuer: issuer)
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        #expect(Set(browser.cookies.values.keys) == ["\(prefix)cardea-session", "\(prefix)cardea-device"])
        for attributes in browser.cookies.attributes.values {
            #expect(attributes.isSuperset(of: ["path=/", "httponly", "samesite=lax"]))
            #expect(attributes.contains("secure") == !prefix.isEmpty)
        }
    }

    @Test func `before sign-in a cookie lasts as long as the browser, after it as long as the session`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        _ = await browser.get("/login")
        let before = try #require(browser.cookies.attributes["__Host-cardea-session"])
        #expect(!before.contains { $0.hasPrefix("max-age") })
        try await browser.signIn()
        #expect(browser.cookies.attributes["__Host-cardea-session"]?.contains("max-age=2592000") == true)
        #expect(browser.cookies.attributes["__Host-cardea-device"]?.contains("max-age=34560000") == true)
    }

    @Test func `no page but those that need one sets a cookie`() async throws {
        let server = try await TestServer()
        for path in ["/healthz", "/v1/auth/jwks", "/v1/auth/me", "/account", "/v1/auth/logout", "/nothing"] {
            #expect(await server.get(path).setCookies.isEmpty, "\(path)")
        }
    }

    @Test(arguments: [
        ("__Host-cardea-session=abc", "abc"), ("a=b; __Host-cardea-session=abc; c=d", "abc"),
        ("__Host-cardea-session=", nil), ("__Host-cardea-session", nil), ("cardea-session=abc", nil),
        ("x__Host-cardea-session=abc", nil), ("__host-cardea-session=abc", nil), ("__Host-cardea-session=a b", nil),
        ("__Host-cardea-session=a%20b", nil), ("__Host-cardea-session=\"abc\"", nil), ("__Host-cardea-session=é", nil),
        ("__Host-cardea-session=first; __Host-cardea-session=second", "first"), ("", nil), (";;;", nil),
        ("theme=dark\u{37e} __Host-cardea-session=abc", nil), ("a=b;\t__Host-cardea-session=abc;c=d", "abc"),
        ("a=b;__Host-cardea-session=abc", "abc"), ("a=b;\u{301}__Host-cardea-session=abc", nil),
        ("__Host-cardea-session=abc;\u{301}", "abc"), ("__Host-cardea-session=abc\u{37e}", nil),
    ])
    func `a cookie is read exactly`(header: String, value: String?) throws {
        let cookies = BrowserCookies(issuer: try #require(Issuer("https://cardea.example")))
        let request = WebRequest(
            method: .get, path: "/", headers: [.cookie: header], address: "", isSecure: true, id: "1", now: Timestamp(0)
        )
        #expect(cookies.read(BrowserCookies.session, from: request)?.exposed == value)
    }

    @Test func `a value that no cookie of ours has is not read`() throws {
        let cookies = BrowserCookies(issuer: try #require(Issuer("https://cardea.example")))
        let long = "__Host-cardea-session=" + String(repeating: "a", count: 513)
        let request = WebRequest(
            method: .get, path: "/", headers: [.cookie: long], address: "", isSecure: true, id: "1", now: Timestamp(0))
        #expect(cookies.read(BrowserCookies.session, from: request) == nil)
    }
}
