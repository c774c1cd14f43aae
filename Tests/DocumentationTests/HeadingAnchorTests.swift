import Testing

@testable import Documentation

/// Anchors are GitHub's: the documents are read there too, and `anchors` in scripts/documents holds their links to that.
@Suite struct HeadingAnchorTests {
    @Test(arguments: [
        ("Configuration", "configuration"),
        ("Claims in ID tokens", "claims-in-id-tokens"),
        ("`POST /v1/auth/oauthtoken`", "post-v1authoauthtoken"),
        ("**Bold** and _not_ so bold", "bold-and-not-so-bold"),
        ("What [a link](https://example.com/a) says", "what-a-link-says"),
        ("When a client cannot sign in: cardea doctor", "when-a-client-cannot-sign-in-cardea-doctor"),
        ("snake_case, kebab-case & more", "snake_case-kebab-case--more"),
        ("A dash — and “quotes”", "a-dash--and-quotes"),
        ("Grüße aus Österreich", "grüße-aus-österreich"),
        ("日本語の見出し", "日本語の見出し"),
        ("RFC 6749 §5.2", "rfc-6749-52"),
        ("0.1.0 (2026-01-02)", "010-2026-01-02"),
    ])
    func `an anchor has what GitHub keeps of a heading`(heading: String, anchor: String) {
        let document = MarkdownDocument("# Title\n\n## \(heading)\n\nText.\n") { $0 }
        #expect(document.sections.last?.anchor == anchor)
        #expect(document.html.contains("<h2><span id=\"\(anchor)\"></span>"))
    }

    @Test func `no two headings of a page have one anchor`() {
        let text = "# Same\n\n## Same\n\n## Same-1\n\n## Same\n\n### same\n"
        let anchors = MarkdownDocument(text) { $0 }.sections.map(\.anchor)
        #expect(anchors == ["same", "same-1", "same-1-1", "same-2", "same-3"])
    }

    @Test func `what looks like a heading in code is none`() {
        let document = MarkdownDocument("# Title\n\n```sh\n# a comment\n```\n") { $0 }
        #expect(document.sections.map(\.heading) == ["Title"])
    }

    @Test func `a page begins with its first paragraph`() {
        #expect(
            MarkdownDocument("# Title\n\n```\ncode\n```\n\nA *short*\n`text`.\n\nMore.\n") { $0 }.beginning
                == "A short text.")
        #expect(MarkdownDocument("# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n") { $0 }.beginning == "")
    }
}
