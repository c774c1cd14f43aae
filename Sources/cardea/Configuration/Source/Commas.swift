import OAuthProtocol

/// Commas between items, where each is to stand for itself. In a scope, a URI and a name a comma is a character like any other,
/// so a list that is written that way would be one item that nobody meant. The rule for flags and files alike.
enum Commas {
    /// Finds the items that somebody meant; `nil` for a text that is a single one.
    typealias Finder = @Sendable (String) -> [String]?

    /// Words, none of which has a comma.
    static let words: Finder = { text in
        text.contains(",") ? text.split { $0 == "," || $0 == " " }.map(String.init) : nil
    }

    /// URIs, which may have commas of their own: it takes another URI behind each.
    static let uris: Finder = { text in
        let parts = text.split(separator: ",").map(\.trimmed)
        return parts.count > 1 && parts.allSatisfy { URIParts($0)?.scheme != nil } ? parts : nil
    }

    /// What to say of words, behind the name of what takes them.
    static let wordsAdvice = "takes its values with spaces between them and not commas, such as \"a b\""
    /// What to say of a list, behind its name.
    static let listAdvice = "takes each value for itself, such as [a, b], and not several in one text with commas"

    /// What to say of a member of client metadata, behind its name; `nil` if there is nothing wrong with its commas.
    static func objection(to value: JSONValue, as member: String) -> String? {
        switch value {
        case .string(let text) where wordMembers.contains(member): words(text).map { _ in wordsAdvice }
        case .string(let text) where listMembers.contains(member): words(text).map { _ in listAdvice }
        case .array(let elements):
            elements.compactMap(\.string).contains { text in
                (member.hasSuffix("_types") ? words : uris)(text) != nil
            } ? listAdvice : nil
        default: nil
        }
    }

    private static let wordMembers = ["scope", "default_scope"]
    private static let listMembers = [
        "redirect_uris", "post_logout_redirect_uris", "request_uris", "resources", "default_resources", "grant_types",
        "response_types",
    ]
}

extension RawValue {
    /// Whether a text of a file is several items with commas between them, which is then noted. Outside a file lists are written
    /// that way.
    ///
    /// - `advice`: what to say of it, behind the name.
    func isSeveral(_ advice: String, found: Commas.Finder, _ errors: inout ConfigurationError) -> Bool {
        guard case .file = place, let text, found(text) != nil else { return false }
        errors.note(place, "\(name) \(advice)")
        return true
    }
}
