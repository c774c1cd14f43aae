/// Splits code into pieces to colour. It never changes, drops or adds a character.
enum CodeColouring {
    /// The role of a piece; the raw value is its class in the stylesheet.
    enum Tint: String {
        case name = "c-name"
        case string = "c-string"
        case literal = "c-literal"
        case faint = "c-faint"
    }

    struct Segment: Hashable {
        var text: String
        /// `nil` for plain text.
        var tint: Tint?
    }

    static func segments(of text: String, in language: CodeBlock.Language) -> [Segment] {
        switch language {
        case .json: scan(text, quotes: ["\""], colonMakesName: true, words: isJSONLiteral)
        case .shell: scan(text, quotes: ["\"", "'"], colonMakesName: false, words: isShellOption)
        case .url: url(text)
        case .text: [Segment(text: text, tint: nil)]
        }
    }

    private static func isJSONLiteral(_ word: Substring) -> Tint? {
        let isNumber = word.first.map { $0 == "-" || $0.isASCII && $0.isNumber } ?? false
        return isNumber || word == "true" || word == "false" || word == "null" ? .literal : nil
    }

    private static func isShellOption(_ word: Substring) -> Tint? {
        if word == "\\" { return .faint }
        return word == "curl" || word == "cardea" ? .literal : word.hasPrefix("-") ? .name : nil
    }

    /// Quoted strings, and words between blanks and punctuation.
    private static func scan(
        _ text: String, quotes: Set<Character>, colonMakesName: Bool, words: (Substring) -> Tint?
    ) -> [Segment] {
        var segments: [Segment] = []
        var rest = text[...]
        while let first = rest.first {
            if quotes.contains(first) {
                let end = endOfString(rest, quote: first)
                let isName = colonMakesName && rest[end...].first == ":"
                segments.append(Segment(text: String(rest[..<end]), tint: isName ? .name : .string))
                rest = rest[end...]
            } else {
                let end = rest.firstIndex { isBoundary($0) || quotes.contains($0) } ?? rest.endIndex
                if end == rest.startIndex {
                    segments.append(Segment(text: String(first), tint: nil))
                    rest = rest.dropFirst()
                } else {
                    segments.append(Segment(text: String(rest[..<end]), tint: words(rest[..<end])))
                    rest = rest[end...]
                }
            }
        }
        return joined(segments)
    }

    /// Parameter names, and the signs between them.
    private static func url(_ text: String) -> [Segment] {
        var segments: [Segment] = []
        for (index, part) in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "?" || $0 == "&" })
            .enumerated()
        {
            guard index > 0 else {
                segments.append(Segment(text: String(part), tint: nil))
                continue
            }
            let sign = text[text.index(before: part.startIndex)]
            let name = part.prefix { $0 != "=" }
            segments.append(Segment(text: String(sign), tint: .faint))
            segments.append(Segment(text: String(name), tint: .name))
            if name.endIndex < part.endIndex {
                segments.append(Segment(text: "=", tint: .faint))
                segments.append(Segment(text: String(part[part.index(after: name.endIndex)...]), tint: nil))
            }
        }
        return joined(segments)
    }

    private static func endOfString(_ text: Substring, quote: Character) -> Substring.Index {
        var index = text.index(after: text.startIndex)
        while index < text.endIndex {
            let character = text[index]
            index = text.index(after: index)
            if character == quote { return index }
            if character == "\\", quote == "\"", index < text.endIndex { index = text.index(after: index) }
        }
        return index
    }

    private static func isBoundary(_ character: Character) -> Bool {
        character.isWhitespace || ",:[]{}".contains(character)
    }

    private static func joined(_ segments: [Segment]) -> [Segment] {
        var result: [Segment] = []
        for segment in segments where !segment.text.isEmpty {
            if let last = result.last, last.tint == segment.tint {
                result[result.count - 1].text += segment.text
            } else {
                result.append(segment)
            }
        }
        return result
    }
}
