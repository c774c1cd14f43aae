import Mustache

/// A text of a catalogue: words with the names of values between braces, `Continue to {clientName}`.
struct Phrase: Hashable, Sendable {
    private enum Part: Hashable, Sendable {
        case words(String)
        case value(String)
    }

    private let parts: [Part]

    /// `nil` if a brace stands there that is not part of a name of letters between two.
    init?(_ source: String) {
        var parts: [Part] = []
        var rest = source.unicodeScalars[...]
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            if brace > rest.startIndex { parts.append(.words(String(rest[..<brace]))) }
            let name = rest[rest.index(after: brace)...].prefix { $0.isASCII && $0.properties.isAlphabetic }
            guard rest[brace] == "{", !name.isEmpty, name.endIndex < rest.endIndex, rest[name.endIndex] == "}" else {
                return nil
            }
            parts.append(.value(String(name)))
            rest = rest[rest.index(after: name.endIndex)...]
        }
        if !rest.isEmpty { parts.append(.words(String(rest))) }
        self.parts = parts
    }

    /// The names between braces.
    var names: Set<String> {
        Set(
            parts.compactMap { part in
                if case .value(let name) = part { name } else { nil }
            })
    }

    /// The text with `values` in their places, as plain text.
    func filled(with values: [String: String]) -> String {
        parts.map { part in
            switch part {
            case .words(let words): words
            case .value(let name): values[name] ?? ""
            }
        }.joined()
    }

    /// The text as a template, which takes its values from the page that it stands in. Each value is set apart, so that
    /// its direction does not turn the words around it. `nil` cannot be: nothing but the names of values is a tag.
    func template() -> MustacheTemplate? {
        let escaping = ScalarEscaping()
        return try? MustacheTemplate(
            string: parts.map { part in
                switch part {
                // Without braces, so nothing in it is a tag.
                case .words(let words): escaping.escapeText(words)
                case .value(let name) where Self.codes.contains(name): "<code dir=\"ltr\">{{\(name)}}</code>"
                case .value(let name): "<bdi>{{\(name)}}</bdi>"
                }
            }.joined())
    }

    /// Values that are no words of any language.
    private static let codes: Set<String> = ["unknownScope", "unknownClaim"]
}
