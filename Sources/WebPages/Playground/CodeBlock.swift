/// Something for a developer to read or copy.
package struct CodeBlock: Hashable, Sendable {
    /// How the text is coloured; colour only ever repeats what the text says.
    package enum Language: Sendable {
        /// A command line.
        case shell
        case json
        /// A URL, its parameters on lines of their own.
        case url
        /// Anything else.
        case text
    }

    /// What stands above it, such as "The token request".
    package var label: String
    /// What the text is written in.
    package var language: Language
    /// Shown as it is, line breaks included.
    package var text: String

    package init(label: String, language: Language, text: String) {
        self.label = label
        self.language = language
        self.text = text
    }

    var values: [String: Any] {
        [
            "label": DisplayText.line(label),
            "segments": CodeColouring.segments(of: DisplayText.code(text), in: language).map { segment in
                var values = ["segment": segment.text]
                values["tint"] = segment.tint?.rawValue
                return values
            },
        ]
    }
}
