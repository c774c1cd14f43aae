import Foundation
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
        let key: String
        /// That of the key; the value may stand below.
        let place: Place
        let value: RawValue
    }

    /// For error texts: the path through all mappings, with `[]` for an element of a list.
    var name: String
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
                RawValue(name: "\(name)[]", content: .text(part.trimmed, quoted: true), place: place)
            }
        }
    }

    var mapping: [Entry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    var isNothing: Bool {
        if case .nothing = content { true } else { false }
    }

    /// Whether it says nothing: not even an element of a list.
    var isEmpty: Bool {
        if case .list(let elements) = content { elements.isEmpty } else { isNothing }
    }

    /// Where each entry of a mapping stands that says something, and of the mappings inside it, by its dotted path.
    var places: [String: Place] {
        var places: [String: Place] = [:]
        for entry in mapping ?? [] where !entry.value.isNothing {
            places[entry.key] = entry.place
            for (path, place) in entry.value.places { places["\(entry.key).\(path)"] = place }
        }
        return places
    }

    /// The path that a text means: in a file relative to that file, elsewhere to the working directory.
    var path: String? {
        guard let text, !text.isEmpty else { return nil }
        return resolved(text)
    }

    func resolved(_ path: String) -> String {
        guard case .file(let file, _) = place, !path.hasPrefix("/") else { return path }
        return URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent(path).path
    }

    /// The octets of the file at `path`, as this value names it; `nil` if it cannot be read, of which `errors` is told.
    func contents(ofFile path: String, _ errors: inout ConfigurationError) -> [UInt8]? {
        let data = FileManager.default.contents(atPath: path)
        if data == nil { errors.note(place, "\(name): the file \(path) cannot be read") }
        return data.map(Array.init)
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
            for entry in entries { object[entry.key] = entry.value.json }
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
