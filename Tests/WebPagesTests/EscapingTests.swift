import Testing
import WebPages

@Suite struct EscapingTests {
    static let hostile = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onfocus='alert(1)' autofocus='",
        "\" formaction=\"https://attacker.example/",
        "</title></style></textarea><svg onload=alert(1)>",
        "&lt;script&gt;",
        "{{{stylesheet}}} {{csrf}} {{>mark}}",
        // One character to Swift, two to a browser: a quote with an accent, a bracket behind an Arabic number sign.
        "x\"\u{301} onfocus=alert(1) y=\"\u{301}",
        "x'\u{20dd} onfocus=alert(1) y='\u{20dd}",
        "\u{600}<script>alert(1)\u{600}</script>",
        "\u{110bd}<img src=x onerror=alert(1)>",
        "<\u{338}\u{fe0f}b>",
        "a\u{0}b\u{7}<i>",
        "--><!--",
    ]

    @Test(arguments: hostile)
    func `text from strangers never changes the structure of a page`(text: String) throws {
        let renderer = try PageRenderer()
        let harmless = pages(saying: String(repeating: "w", count: text.unicodeScalars.count))
        for (expected, page) in zip(harmless, pages(saying: text)) {
            let html = renderer.render(page.page).html
            #expect(
                Markup(html).structure == Markup(renderer.render(expected.page).html).structure,
                "\(page.name) with \(text.debugDescription)")
        }
    }

    @Test(arguments: hostile)
    func `hidden fields come back exactly as they were given`(text: String) throws {
        let page = PageContent.logout(action: "/out", hiddenFields: [("state", text)], csrf: text)
        let inputs = Markup(try PageRenderer().render(page).html).named("input").map(\.attributes)
        #expect(inputs.contains { $0["name"] == "state" && $0["value"] == text && $0["type"] == "hidden" })
        #expect(inputs.contains { $0["name"] == "csrf" && $0["value"] == text })
    }

    @Test func `all five signs are escaped in text and in attributes`() throws {
        let html = try PageRenderer().render(.login(clientName: "a&<>\"'z", username: "a&<>\"'z", csrf: "c")).html
        #expect(html.components(containing: "a&amp;&lt;&gt;&quot;&#39;z") == 2)
    }

    @Test(arguments: ["javascript:alert(1)", "//attacker.example", "/\\attacker.example", "data:text/html,x", " /x"])
    func `an address that is not a plain link is not linked`(address: String) throws {
        for page: PageContent in [
            .login(createAccountLink: address, csrf: "c"), .signedOut(continueLink: address),
            .wayOn(.signedIn, clientName: "Shop", clientLink: address),
        ] {
            let links = Markup(try PageRenderer().render(page).html).named("a").compactMap { $0.attributes["href"] }
            #expect(links.allSatisfy { ["/login", "/account", "#main"].contains($0) }, "\(links)")
        }
        let logout = try PageRenderer().render(.logout(action: address, csrf: "c")).html
        #expect(Markup(logout).named("form").map { $0.attributes["action"] } == [""])
    }
}

extension String {
    /// How often `part` occurs.
    fileprivate func components(containing part: String) -> Int {
        ranges(of: part).count
    }
}
