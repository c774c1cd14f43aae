import OAuthProtocol

/// One challenge of a `WWW-Authenticate` header (RFC 9110 §11.6.1).
struct Challenge: Equatable, Sendable {
    /// As written; schemes are compared without regard to case.
    let scheme: String
    /// Names in lower case.
    let parameters: [String: String]

    /// The challenges of one field; `nil` if it does not follow the grammar.
    static func read(_ field: String) -> [Challenge]? {
        var reader = Reader(octets: Array(field.utf8))
        return reader.challenges()
    }

    private struct Reader {
        let octets: [UInt8]
        var index = 0

        mutating func challenges() -> [Challenge]? {
            var challenges: [Challenge] = []
            var scheme: String?
            var parameters: [String: String] = [:]
            func finish() {
                if let scheme { challenges.append(Challenge(scheme: scheme, parameters: parameters)) }
            }
            while skipSeparators() {
                guard let word = token() else { return nil }
                let mark = index
                skipSpaces()
                if scheme != nil, take("=") {
                    skipSpaces()
                    guard let value = quotedString() ?? token(), parameters[word.octets.lowercased] == nil else {
                        return nil
                    }
                    parameters[word.octets.lowercased] = value
                    skipSpaces()
                    guard index == octets.count || octets[index] == UInt8(ascii: ",") else { return nil }
                } else {
                    // A scheme stands at the start, or after a comma, and a space follows it if anything does.
                    guard mark == octets.count || mark < index || octets[mark] == UInt8(ascii: ",") else { return nil }
                    finish()
                    (scheme, parameters) = (word, [:])
                    skipToken68()
                }
            }
            finish()
            return challenges.isEmpty ? nil : challenges
        }

        /// Whether anything is left after spaces and commas.
        private mutating func skipSeparators() -> Bool {
            while index < octets.count, [0x20, 0x09, UInt8(ascii: ",")].contains(octets[index]) { index += 1 }
            return index < octets.count
        }

        private mutating func skipSpaces() {
            while index < octets.count, octets[index] == 0x20 || octets[index] == 0x09 { index += 1 }
        }

        /// `Negotiate YII=` and the like: one word of its own that ends the challenge.
        private mutating func skipToken68() {
            var end = index
            while end < octets.count, octets[end] != UInt8(ascii: ","), octets[end] != 0x20 { end += 1 }
            let word = octets[index..<end]
            let name = word.prefix { $0 != UInt8(ascii: "=") }
            let isToken68 = !word.isEmpty && word.dropFirst(name.count).allSatisfy { $0 == UInt8(ascii: "=") }
            let ends = end == octets.count || octets[end] == UInt8(ascii: ",")
            if isToken68, ends { index = end }
        }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard index < octets.count, octets[index] == UInt8(ascii: character) else { return false }
            index += 1
            return true
        }

        private mutating func token() -> String? {
            let start = index
            while index < octets.count, Self.isTokenCharacter(octets[index]) { index += 1 }
            return index > start ? String(decoding: octets[start..<index], as: UTF8.self) : nil
        }

        private mutating func quotedString() -> String? {
            guard take("\"") else { return nil }
            var text: [UInt8] = []
            while index < octets.count {
                let octet = octets[index]
                index += 1
                if octet == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
                if octet == UInt8(ascii: "\\"), index < octets.count {
                    text.append(octets[index])
                    index += 1
                } else {
                    text.append(octet)
                }
            }
            return nil
        }

        /// RFC 9110 §5.6.2
        private static func isTokenCharacter(_ octet: UInt8) -> Bool {
            switch octet {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
            default: "!#$%&'*+-.^_`|~".utf8.contains(octet)
            }
        }
    }
}

extension Answer {
    /// The first challenge of a scheme, in lower case, among those that can be read.
    func challenge(_ scheme: String) -> Challenge? {
        headers("WWW-Authenticate").compactMap { Challenge.read($0) }.joined().first {
            $0.scheme.octets.lowercased == scheme
        }
    }
}
