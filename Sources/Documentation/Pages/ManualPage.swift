import OAuthProtocol

/// One page of the documentation, as it was written.
package struct ManualPage: Sendable {
    /// The parts of the documentation, in reading order (https://diataxis.fr).
    package enum Part: String, Sendable, CaseIterable {
        case tutorial = "Start here"
        case running = "How to run it"
        case connecting = "How to connect to it"
        case reference = "Reference"
        case explanation = "Explanation"

        /// On the list of all pages.
        var anchor: String { "\(self)" }
    }

    /// Below `/docs/`, such as `operations/start`.
    package let path: String
    /// In the repository, such as `docs/operations/start.md`.
    package let source: String
    package let part: Part
    /// The first heading.
    package let title: String
    package let markdown: String

    /// - `source`: a path in the repository that ends with `.md`.
    init(source: String, markdown: String) {
        let path = Self.path(of: source)
        self.init(path: path, source: source, part: Self.part(of: path), markdown: markdown)
    }

    init(path: String, source: String, part: Part, markdown: String) {
        self.path = path
        self.source = source
        self.part = part
        self.markdown = markdown
        let heading = markdown.octets.split("\n").first { $0.octets.hasPrefix("# ") }
        title = heading.map { String($0.dropFirst(2)) } ?? path
    }

    /// Where the page of a Markdown file is: a folder's `README.md` is the folder's page, and that of the root comes first.
    static func path(of source: String) -> String {
        if source == "README.md" { return "start" }
        var path = String(source.dropLast(".md".utf8.count))
        if path.octets.hasPrefix("docs/") { path = String(path.dropFirst("docs/".utf8.count)) }
        if path.octets.hasSuffix("/README") { path = String(path.dropLast("/README".utf8.count)) }
        return path.octets.lowercased
    }

    private static let references: Set<String> = [
        "operations/commands", "operations/configuration", "limits", "specifications", "conformance", "benchmarks",
        "performance",
        "changelog",
    ]

    /// How much it counts that a search finds something here, in quarters: who asks how something is done wants a guide
    /// before a table, and a record of why it is so last.
    var weight: Int {
        if part == .explanation || Self.records.contains(path) { return 2 }
        let isLong =
            part == .reference && path.octets != "operations/configuration" && path.octets != "operations/commands"
        return isLong || path.octets.hasPrefix("examples/") ? 3 : 4
    }

    private static let records: Set<String> = [
        "specifications", "conformance", "benchmarks", "performance", "changelog",
    ]

    private static func part(of path: String) -> Part {
        if ["start", "tutorial"].contains(path) { return .tutorial }
        if references.contains(path) { return .reference }
        let folder = path.octets.before("/")
        return switch folder {
        case "operations": .running
        case "connecting", "examples", "samples": .connecting
        default: .explanation
        }
    }
}
