import Crypto
import OAuthProtocol
import Testing
import WebPages

@Suite struct ContentSecurityPolicyTests {
    /// The source expression of what stands in the page's element of that name.
    private func source(of tag: String, in html: String) throws -> String {
        let start = try #require(html.firstRange(of: "<\(tag)>")).upperBound
        let end = try #require(html.firstRange(of: "</\(tag)>")).lowerBound
        return "'sha256-\(Base64.encode(Array(SHA256.hash(data: Array(html[start..<end].utf8)))))'"
    }

    @Test func `a page loads nothing but its own stylesheet`() throws {
        let page = try PageRenderer().render(.signedOut())
        #expect(
            page.contentSecurityPolicy
                == """
                default-src 'none'; style-src \(try source(of: "style", in: page.html)); img-src 'self' data:; \
                base-uri 'none'; frame-ancestors 'none'; form-action 'self'
                """)
    }

    @Test func `the page that carries an answer has one script, its own`() throws {
        let page = try PageRenderer().render(
            .formPost(action: "https://app.example/cb", fields: [("code", "c")]))
        #expect(
            page.contentSecurityPolicy
                == """
                default-src 'none'; style-src \(try source(of: "style", in: page.html)); \
                script-src \(try source(of: "script", in: page.html)); img-src 'self' data:; base-uri 'none'; \
                frame-ancestors 'none'
                """)
    }

    /// Chromium would hold the directive against each redirect behind the form, an application's own included.
    @Test func `only a page whose forms stay here names where forms may go`() throws {
        let leading = ["login", "create account", "consent", "logout", "device", "form post"]
        for (name, page) in pages(saying: "x") {
            let policy = try PageRenderer().render(page).contentSecurityPolicy
            let leadsOut =
                leading.contains { name == $0 || name.utf8.starts(with: "\($0),".utf8) }
                || name.utf8.starts(with: "device consent".utf8)
            #expect(policy.contains("form-action") != leadsOut, "\(name)")
            #expect(policy.utf8.starts(with: "default-src 'none'; ".utf8), "\(name)")
            #expect(policy.contains("script-src") == (name == "form post"), "\(name)")
            #expect(policy.contains("base-uri 'none'; frame-ancestors 'none'"), "\(name)")
        }
    }

    /// What guards the forms in place of the directive.
    @Test(arguments: EscapingTests.hostile)
    func `whatever is in a page, its forms are ours and post to us or to the proved address`(text: String) throws {
        for (name, page) in pages(saying: text) {
            let elements = Markup(try PageRenderer().render(page).html)
            let actions = Set(elements.named("form").map { $0.attributes["action"] ?? "" })
            let ours = [
                "/login", "/create-account", "/consent", "/v1/auth/logout", "/device", "/account/sessions",
                "/account/applications",
            ]
            #expect(actions.isSubset(of: name == "form post" ? ["https://app.example.com/cb"] : ours), "\(name)")
            #expect(elements.named("form").allSatisfy { $0.attributes["method"] == "post" }, "\(name)")
            for control in ["button", "input"] {
                #expect(
                    elements.named(control).allSatisfy {
                        $0.attributes["formaction"] == nil && $0.attributes["form"] == nil
                    }, "\(name)")
            }
        }
    }
}
