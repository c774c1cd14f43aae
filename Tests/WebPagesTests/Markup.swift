/// What a browser makes of HTML, as far as the tests care: tags with their attributes, read scalar by scalar.
struct Markup {
    struct Tag: Hashable {
        let name: String
        let attributes: [String: String]
    }

    private(set) var tags: [Tag] = []

    init(_ html: String) {
        var rest = Array(html.unicodeScalars)[...]
        while let open = rest.firstIndex(of: "<") {
            rest = rest[(open + 1)...]
            guard let first = rest.first, first == "/" || first == "!" || first.properties.isAlphabetic && first.isASCII
            else { continue }
            let tag = Self.readTag(&rest)
            tags.append(tag)
            // Raw text: only its own end tag ends it.
            if tag.name == "style" || tag.name == "script" {
                let end = Array("</\(tag.name)".unicodeScalars)
                while let open = rest.firstIndex(of: "<") {
                    rest = rest[open...]
                    if rest.starts(with: end) { break }
                    rest = rest.dropFirst()
                }
            }
        }
    }

    /// Tag and attribute names in order; the spans that colour code are left out, for they follow the text.
    var structure: [String] {
        var depthOfColour = 0
        return tags.compactMap { tag in
            if tag.name == "span", tag.attributes["class"]?.hasPrefix("c-") == true {
                depthOfColour += 1
                return nil
            }
            if tag.name == "/span", depthOfColour > 0 {
                depthOfColour -= 1
                return nil
            }
            return ([tag.name] + tag.attributes.keys.sorted()).joined(separator: " ")
        }
    }

    func named(_ name: String) -> [Tag] {
        tags.filter { $0.name == name }
    }

    private static func readTag(_ rest: inout ArraySlice<Unicode.Scalar>) -> Tag {
        let name = take(&rest) { !isSpace($0) && $0 != ">" }.lowercased()
        var attributes: [String: String] = [:]
        while true {
            _ = take(&rest) { isSpace($0) || $0 == "/" }
            guard let next = rest.first, next != ">" else { break }
            let key = take(&rest) { !isSpace($0) && $0 != "=" && $0 != ">" && $0 != "/" }.lowercased()
            var value = ""
            if rest.first == "=" {
                rest = rest.dropFirst()
                if let quote = rest.first, quote == "\"" || quote == "'" {
                    rest = rest.dropFirst()
                    value = take(&rest) { $0 != quote }
                    rest = rest.dropFirst()
                } else {
                    value = take(&rest) { !isSpace($0) && $0 != ">" }
                }
            }
            attributes[key] = unescaped(value)
        }
        rest = rest.dropFirst()
        return Tag(name: name, attributes: attributes)
    }

    private static func take(
        _ rest: inout ArraySlice<Unicode.Scalar>, while condition: (Unicode.Scalar) -> Bool
    ) -> String {
        let taken = rest.prefix(while: condition)
        rest = rest[taken.endIndex...]
        return String(String.UnicodeScalarView(taken))
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\n" || scalar == "\t" || scalar == "\r" || scalar == "\u{c}"
    }

    private static func unescaped(_ value: String) -> String {
        let entities: [String: Unicode.Scalar] = [
            "&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#39;": "'", "&amp;": "&",
        ]
        var plain = String.UnicodeScalarView()
        var rest = Array(value.unicodeScalars)[...]
        while let first = rest.first {
            if let entity = entities.first(where: { rest.starts(with: $0.key.unicodeScalars) }) {
                plain.append(entity.value)
                rest = rest.dropFirst(entity.key.unicodeScalars.count)
            } else {
                plain.append(first)
                rest = rest.dropFirst()
            }
        }
        return String(plain)
    }
}
