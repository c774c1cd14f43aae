import OAuthProtocol

/// A setting as it was found, before anyone knows what it means, with the place where it stands. A file gives trees;
/// the environment and the command line give one text.
struct RawValue: Sendable {
    indirect enum Content: Sendable {
        /// Nothing stands there, so the default holds.
        case nothing
        /// `quoted` tells the text `"true"` from the word `true`.
        case text(String, quoted: Bool)
        case list([RawValue])
        case mapping([Entry])
    }

    struct Entry: Sendable {
        let name: String
        let place: Place
        let value: RawValue
    }

    let content: Content
    let place: Place

    var text: String? {
        if case .text(let text, _) = content { text } else { nil }
    }

    /// The elements of a list. Outside a file, a text with commas is one.
    var list: [RawValue]? {
        switch (content, place) {
        case (.list(let elements), _): elements
        case (.text, .file), (.mapping, _), (.nothing, _): nil
        case (.text(let text, _), _):
            text.split(separator: ",").map { part in
                RawValue(content: .text(part.trimmed, quoted: true), place: place)
            }
        }
    }

    var mapping: [Entry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    var isNothing: Bool {
        if case .nothing = content { true } else { false }
    }

    var isEmptyList: Bool {
        if case .list(let elements) = content { elements.isEmpty } else { false }
    }

    /// The same value as JSON, by YAML's core rules: an unquoted `true`, `12` or `null` is not a text.
    var json: JSONValue {
        switch content {
        case .nothing: return .null
        case .text(let text, quoted: true): return .string(text)
        case .text(let text, quoted: false):
            if text == "true" || text == "false" { return .bool(text == "true") }
            if let number = Int64(text), String(number) == text { return .integer(number) }
            return .string(text)
        case .list(let elements): return .array(elements.map(\.json))
        case .mapping(let entries):
            var object = JSONObject()
            for entry in entries { object[entry.name] = entry.value.json }
            return .object(object)
        }
    }
}

extension Substring {
    /// Without the spaces around it.
    var trimmed: String {
        let front = drop(while: \.isWhitespace)
        return String(front.reversed().drop(while: \.isWhitespace).reversed())
    }
}
