/// Something to try next: a link, a command, or both.
package struct PlaygroundSuggestion: Hashable, Sendable {
    /// What it shows; the link's text where there is one.
    package var title: String
    /// A path of this server or a web address; `nil` for none. Any other address is not linked.
    package var link: String?
    /// A command to copy; `nil` for none.
    package var command: String?

    package init(title: String, link: String? = nil, command: String? = nil) {
        self.title = title
        self.link = link
        self.command = command
    }

    var values: [String: Any] {
        var values: [String: Any] = ["suggestionTitle": DisplayText.line(title, limit: 160)]
        values["link"] = link.flatMap(SafeLink.checked)
        values["blocks"] = command.map { [CodeBlock(label: "In a terminal", language: .shell, text: $0).values] } ?? []
        return values
    }
}
