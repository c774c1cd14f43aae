import Crypto
import OAuthProtocol
import Testing
import WebPages

@Suite struct ContentSecurityPolicyTests {
    private func directives(_ targets: [String]) throws -> [String: [String]] {
        let page = ConsentPage(
            clientName: "App", redirectHost: "app.example.com", username: "demo", scopes: [], request: "r", csrf: "c",
            formTargets: targets)
        let header = try PageRenderer().render(page).contentSecurityPolicy
        #expect(header.utf8.allSatisfy { (0x20...0x7e).contains($0) })
        let parts = header.split(separator: ";").map { $0.split(separator: " ").map(String.init) }
        return Dictionary(parts.map { ($0[0], Array($0.dropFirst())) }, uniquingKeysWith: +)
    }

    @Test func `a page loads nothing but its own stylesheet`() throws {
        let page = try PageRenderer().render(SignedOutPage())
        let html = page.html
        let start = try #require(html.firstRange(of: "<style>")).upperBound
        let end = try #require(html.firstRange(of: "</style>")).lowerBound
        let digest = Base64.encode(Array(SHA256.hash(data: Array(html[start..<end].utf8))))
        #expect(
            page.contentSecurityPolicy
                == """
                default-src 'none'; style-src 'sha256-\(digest)'; img-src 'self' data:; base-uri 'none'; \
                frame-ancestors 'none'; form-action 'self'
                """)
    }

    @Test(arguments: [
        ("https://app.example.com/cb", "https://app.example.com"),
        ("https://app.example.com:8443/cb?x=1", "https://app.example.com:8443"),
        ("http://127.0.0.1:5555/cb", "http://127.0.0.1:5555"),
        ("http://[::1]:5555/cb", "http:"),
        ("com.example.app:/cb", "com.example.app:"),
        ("javascript:alert(1)", "'none'"),
        ("https://a.example;script-src/x", "https:"),
    ])
    func `the answer's form may be sent to the application and by the page's own script alone`(
        action: String, source: String
    ) throws {
        let page = try PageRenderer().render(FormPostPage(action: action, fields: [.init("code", "c")]))
        let digest = { (tag: String) throws in
            let start = try #require(page.html.firstRange(of: "<\(tag)>")).upperBound
            let end = try #require(page.html.firstRange(of: "</\(tag)>")).lowerBound
            return Base64.encode(Array(SHA256.hash(data: Array(page.html[start..<end].utf8))))
        }
        #expect(
            page.contentSecurityPolicy
                == """
                default-src 'none'; style-src 'sha256-\(try digest("style"))'; \
                script-src 'sha256-\(try digest("script"))'; img-src 'self' data:; base-uri 'none'; \
                frame-ancestors 'none'; form-action \(source)
                """)
    }

    @Test(arguments: [
        ("https://app.example.com", "https:"),
        ("https://app.example.com:8443/callback?x=1", "https:"),
        ("http://127.0.0.1:5555", "http:"),
        ("http://[::1]:5555/cb", "http:"),
        ("http://localhost:3030/oauth/tradovate/callback", "http:"),
        ("com.example.app:/cb", "com.example.app:"),
        ("com.example.app:", "com.example.app:"),
    ])
    func `a form may end where the person is knowingly sent`(target: String, source: String) throws {
        #expect(try directives([target, target])["form-action"] == ["'self'", source])
    }

    @Test(arguments: [
        "https://a.example; script-src *", "https://a.example\r\nSet-Cookie: a=b", "https://a.example\nx", "*",
        "'unsafe-inline'", "https:", "https://", "javascript:alert(1)", "data:text/html,x", "blob:x", "file:///etc",
        "com.example.app:/cb; script-src *", "com.example.app;script-src:/cb", "com.example.app'x':/", "com.ex,x:/", "",
        "https://user@a.example", "//a.example", "é.example:/cb", "1.a:/cb", "https://\u{0}",
    ])
    func `a target that is none adds nothing to the policy`(target: String) throws {
        #expect(try directives([target]) == directives([]))
    }

    @Test func `a host with a semicolon in it cannot end the directive`() throws {
        let found = try directives(["https://a.example;script-src/x", "https://b.example'*'"])
        #expect(found["form-action"] == ["'self'", "https:"])
        #expect(found["script-src"] == nil)
    }
}
