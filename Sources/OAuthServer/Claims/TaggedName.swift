import OAuthProtocol

/// A claim's name, and the language that its value should be in (`given_name#ja-Kana-JP`, OpenID Connect Core §5.2).
struct TaggedName: Hashable {
    /// The name before the `#`.
    let base: String
    /// The language tag (BCP 47) in lower case, since its letter case does not matter; `nil` if there is none.
    let tag: String?

    init(base: String, tag: String?) {
        self.base = base
        self.tag = tag
    }

    init(_ name: String) {
        let parts = name.octets.cut(at: "#")
        base = String(name.octets.before("#"))
        tag = parts?.after.octets.lowercased
    }

    static func == (left: TaggedName, right: TaggedName) -> Bool {
        left.base.octets == right.base.octets && left.tag?.octets == right.tag?.octets
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(base.octets)
        hasher.combine(tag?.octets)
    }

    /// The tag, and what is left of it as subtags are taken from its end, down to the language (RFC 4647 §3.4).
    var fallbacks: [String] {
        guard let tag, tag.utf8.count <= 64 else { return [] }
        let parts = tag.octets.split("-")
        return parts.indices.reversed().map { parts[...$0].joined(separator: "-") }
    }
}
