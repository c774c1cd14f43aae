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
        ("token exchange policy", "operations/token-exchange"), ("back-channel logout", "operations/logout"),
        ("device_code interval", "operations/devices"), ("backup restore", "operations/backup"),
        ("CARDEA_TOKENS_ACCESS_LIFETIME", "operations/configuration"),
    ])
    func `who looks for a thing finds the page on it`(query: String, path: String) {
        let hits = ManualSearch(Manual(base: "")).find(query, most: 10)
        #expect(hits.contains { $0.page.path == path }, "\(hits.map { $0.page.path })")
    }
}
