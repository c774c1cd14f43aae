/// The tags of a template's text, `{{…}}`, without their braces: what the engine does not tell about a template.
struct TemplateTags: Sequence, IteratorProtocol {
    private var rest: Substring

    init(_ text: String) {
        rest = text[...]
    }

    /// A tag with its sign, such as `#rows`, `>mark` or, for one that does not escape, `&stylesheet`.
    mutating func next() -> String? {
        guard let open = rest.firstRange(of: "{{") else { return nil }
        rest = rest[open.upperBound...]
        let isTriple = rest.first == "{"
        guard let close = rest.firstRange(of: isTriple ? "}}}" : "}}") else { return nil }
        let tag = rest[..<close.lowerBound].dropFirst(isTriple ? 1 : 0).filter { !$0.isWhitespace }
        rest = rest[close.upperBound...]
        return (isTriple ? "&" : "") + tag
    }
}
