import OAuthProtocol
import Testing

@testable import Documentation

@Suite struct ManualSearchTests {
    private static let page = ManualPage(
        source: "docs/limits.md",
        markdown: """
            # Fruit

            Apples and pears.

            ## Apples

            Red ones: an apple a day. Über-Äpfel, 林檎.

            ## Pears

            Green: not an apple at all, but grant_type=pear and `pear_tree`.

            ## Apple pie

            Pears have no part in it. Apple, apple, apple.
            """)

    private func headings(_ query: String, most: Int = 10) -> [String] {
        ManualSearch(Manual(pages: [Self.page])).find(query, most: most).map(\.title)
    }

    @Test(arguments: [
        // All words before some, a heading before the text, and often before once.
        ("apple pie", ["Fruit: Apple pie", "Fruit: Apples", "Fruit", "Fruit: Pears"]),
        ("pears", ["Fruit: Pears", "Fruit", "Fruit: Apple pie"]),
        ("APPLE", ["Fruit: Apple pie", "Fruit: Apples", "Fruit", "Fruit: Pears"]),
        // The beginning of a word finds it from three letters on.
        ("gre", ["Fruit: Pears"]), ("gr", []), ("re", []), ("red", ["Fruit: Apples"]), ("pple", []),
        ("grant_type", ["Fruit: Pears"]), ("tree", ["Fruit: Pears"]), ("a", ["Fruit: Apples"]),
        ("über", ["Fruit: Apples"]), ("林檎", ["Fruit: Apples"]), ("林", ["Fruit: Apples"]),
        ("", []), (" .,:;-_!", []), ("\u{0}\u{301}", []), ("orange", []),
    ])
    func `the best sections come first`(query: String, found: [String]) {
        #expect(headings(query) == found)
    }

    @Test func `a query is read as far as its eighth word and each word's fortieth octet`() {
        #expect(headings("x1 x2 x3 x4 x5 x6 x7 x8 apple") == [])
        #expect(headings("x1 x2 x3 x4 x5 x6 x7 apple").count == 4)
        #expect(headings(String(repeating: "apple", count: 10_000)) == [])
        #expect(headings(String(repeating: "apple ", count: 10_000), most: 2).count == 2)
    }

    @Test func `what was found is shown where it stands`() throws {
        let words = (1...200).map { "word\($0)" }.joined(separator: " ")
        let page = ManualPage(source: "docs/limits.md", markdown: "# Long\n\n\(words) needle \(words)\n")
        let hit = try #require(ManualSearch(Manual(pages: [page])).find("needle", most: 1).first)
        #expect(hit.excerpt.hasPrefix("… word193 ") && hit.excerpt.contains(" needle ") && hit.excerpt.hasSuffix(" …"))
        #expect(hit.excerpt.split(separator: " ").count == 42)
        #expect(hit.anchor == "")
    }

    @Test(arguments: [
        ("rotate", ["rotates", "rotated", "rotating", "rotation"]), ("token", ["tokens", "TOKEN"]),
        ("address", ["addresses"]), ("entry", ["entries"]), ("log", ["log"]), ("logging", ["logged"]),
        ("status", ["status"]), ("key", ["key"]), ("ünder", ["ünder"]),
    ])
    func `forms of a word are one`(word: String, forms: [String]) {
        for form in forms { #expect(SearchWords.stems(of: form) == SearchWords.stems(of: word), "\(form)") }
    }

    @Test func `a block of code stands apart from what is before it`() {
        let document = MarkdownDocument("# A\n\nfirst:\n```\nsecond\n```\nthird\n") { $0 }
        #expect(document.sections.map(\.text) == ["first: second third"])
    }

    @Test func `two words that are one word are one`() {
        #expect(
            SearchWords.stems(of: "Signing out, or logout, or log out")
                == SearchWords.stems(of: "logout, or logout or logout"))
    }

    @Test(arguments: [
        ("how do I verify a token in my API", "connecting/access-tokens"),
        ("which redirect URIs are allowed", "connecting/redirect-uris"),
        ("rotate signing key", "operations/keys"),
        ("restore a backup", "operations/backup"),
        ("back up the database", "operations/backup"),
        ("logout", "operations/logout"), ("sign out everywhere", "operations/logout"),
        ("change password", "operations/people"), ("reset a user's password", "operations/people"),
        ("add a user", "operations/people"),
        ("flask", "connecting/web-frameworks"), ("django", "connecting/web-frameworks"),
        ("single-page application", "connecting/web-frameworks"), ("cors", "connecting"),
        ("systemd", "operations/deployment"), ("docker compose", "operations/deployment"),
        ("nginx reverse proxy", "operations/proxies"),
        ("device flow for a TV", "operations/devices"),
        ("revoke a token", "connecting/access-tokens"), ("introspection", "connecting/access-tokens"),
        ("prometheus metrics", "operations/monitoring"),
        ("token exchange", "operations/token-exchange"),
        ("dynamic client registration", "operations/registration"),
        ("custom logo and colours", "operations/branding"),
        ("python samples", "connecting/samples"),
        ("environment variables", "operations/configuration"),
        ("invalid_target", "operations/resources"),
        ("MCP authorization", "operations/mcp"),
    ])
    func `who asks finds the page on it first`(query: String, path: String) {
        let hits = Self.manual.find(query, most: 10)
        #expect(hits.first?.page.path == path, "\(hits.map { $0.page.path })")
    }

    private static let manual = ManualSearch(Manual(base: ""))
}
