import OAuthProtocol

/// The documentation for programs that read: an index for language models, all of it as one text, and what the search field
/// of the pages looks through.
struct ManualIndex: Sendable {
    let manual: Manual
    /// The issuer, in front of every address.
    let origin: String

    /// `/llms.txt` (https://llmstxt.org): each page with what it is about.
    var languageModels: String {
        var text = """
            # Cardea

            > An OAuth 2.1 and OpenID Connect authorization server in one small binary. Every page of this documentation is \
            here as Markdown; all of it is one text at \(origin)/llms-full.txt, the HTTP interface is described at \
            \(origin)/openapi.json, and an MCP server over these pages is at \(origin)/_mcp/server.

            """
        for part in ManualPage.Part.allCases {
            text += "\n## \(part.rawValue)\n\n"
            for page in manual.pages where page.part == part {
                let about = summary(of: page)
                text += "- [\(page.title)](\(origin)/docs/\(page.path).md)\(about.isEmpty ? "" : ": ")\(about)\n"
            }
        }
        return text
    }

    /// `/llms-full.txt`: every page, one after the other.
    var whole: String {
        manual.pages.map { "<!-- \(origin)/docs/\($0.path) -->\n\n\(manual.markdown(of: $0))" }.joined(separator: "\n")
    }

    /// What the search field looks through: words that mean something to it, and a list of sections.
    var search: JSONObject { ["words": .object(SearchWords.json), "sections": sections] }

    private var sections: JSONValue {
        .array(
            manual.pages.flatMap { page in
                manual.document(of: page).sections.map { section in
                    .object([
                        "page": .string(page.title), "heading": .string(section.heading),
                        "path": .string(
                            manual.address(of: page) + (section.anchor.isEmpty ? "" : "#\(section.anchor)")),
                        "text": .string(section.text), "weight": .integer(page.weight),
                    ])
                }
            })
    }

    /// The first sentence of a page that has more than one word, so that a label is none.
    func summary(of page: ManualPage) -> String {
        var sentence: [Substring] = []
        for word in manual.document(of: page).beginning.octets.split(" ") {
            sentence.append(word)
            guard [".", "?", "!"].contains(where: { word.octets.hasSuffix($0) }) else { continue }
            if sentence.count > 1 { break }
            sentence = []
        }
        let text = sentence.joined(separator: " ")
        return text.octets.hasSuffix(":") ? String(text.dropLast()) + "." : text
    }
}
