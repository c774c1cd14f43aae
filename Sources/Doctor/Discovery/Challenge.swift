import OAuthProtocol
import Outbound

/// One challenge of a `WWW-Authenticate` header (RFC 9110 §11.6.1).
struct Challenge: Equatable, Sendable {
    /// As written; schemes are compared without regard to case.
    let scheme: String
    /// Names in lower case.
    fileprivate(set) var parameters: [String: String] = [:]

    /// The challenges of one field; `nil` if it does not follow the grammar.
    static func read(_ field: String) -> [Challenge]? {
        var challenges: [Challenge] = []
        for element in elements(of: field) {
            var parameter = element
            let word = Substring(element.utf8.prefix(while: isTokenCharacter))
            let rest = Substring(element.utf8.dropFirst(word.utf8.count))
            if challenges.isEmpty || !rest.octets.trimmed.octets.hasPrefix("=") {
                // A scheme stands at the start, or after a comma, and a space follows it if anything does.
                guard !word.isEmpty, rest.isEmpty || " \t".utf8.contains(rest.utf8.first ?? 0) else { return nil }
                challenges.append(Challenge(scheme: String(word)))
                parameter = rest.octets.trimmed
                if isToken68(parameter) { continue }
            }
            guard let (before, after) = parameter.octets.cut(at: "="), let value = value(after.octets.trimmed) else {
                return nil
            }
            let name = before.octets.trimmed.octets.lowercased
            let known = challenges[challenges.count - 1].parameters.updateValue(value, forKey: name)
            guard !name.isEmpty, name.utf8.allSatisfy(isTokenCharacter), known == nil else { return nil }
        }
        return challenges.isEmpty ? nil : challenges
    }

    /// What stands between commas that are not in a quoted string.
    private static func elements(of field: String) -> [Substring] {
        var isQuoted = false
        var isEscaped = false
        let parts = field.utf8.split { octet in
            if octet == UInt8(ascii: "\""), !isEscaped { isQuoted.toggle() }
            isEscaped = isQuoted && !isEscaped && octet == UInt8(ascii: "\\")
            return octet == UInt8(ascii: ",") && !isQuoted
        }
        return parts.map { Substring($0).octets.trimmed }.filter { !$0.isEmpty }
    }

    /// `YII=` of `Negotiate YII=` and the like (RFC 9110 §11.2): one word that ends the challenge, or nothing.
    private static func isToken68(_ text: Substring) -> Bool {
        let padding = text.utf8.drop { isTokenCharacter($0) || $0 == UInt8(ascii: "/") }
        return padding.allSatisfy { $0 == UInt8(ascii: "=") }
    }

    /// A token, or what a quoted string says; `nil` for anything else.
    private static func value(_ text: Substring) -> String? {
        guard text.octets.hasPrefix("\"") else {
            return !text.isEmpty && text.utf8.allSatisfy(isTokenCharacter) ? String(text) : nil
        }
        var value: [UInt8] = []
        var rest = text.utf8.dropFirst()
        while let octet = rest.popFirst() {
            if octet == UInt8(ascii: "\"") { return rest.isEmpty ? String(decoding: value, as: UTF8.self) : nil }
            value.append(octet == UInt8(ascii: "\\") ? rest.popFirst() ?? octet : octet)
        }
        return nil
    }

    /// RFC 9110 §5.6.2
    private static func isTokenCharacter(_ octet: UInt8) -> Bool {
        octet.isASCIILetter || octet.isASCIIDigit || "!#$%&'*+-.^_`|~".utf8.contains(octet)
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
