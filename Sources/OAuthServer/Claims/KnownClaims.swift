import OAuthProtocol
import Storage

/// The claims of one account, wherever they are kept. A claim without a value is not there.
struct KnownClaims {
    /// The claims that the account's own columns give, null where they are empty, which nothing in `UserRecord.claims` can
    /// replace.
    private let columns: JSONObject
    private let kept: JSONObject
    /// The names under which claims are kept in some language.
    private let translations: [TaggedName: String]

    init(of user: UserRecord) {
        columns = [
            "preferred_username": .string(user.username), "updated_at": .integer(user.updatedAt.seconds),
            "name": user.name.map(JSONValue.string) ?? .null, "email": user.email.map(JSONValue.string) ?? .null,
            "email_verified": user.email == nil ? .null : .bool(user.emailVerified),
        ]
        kept = user.claims
        let tagged = user.claims.members.map(\.name).filter { $0.octets.contains("#") }
        translations = Dictionary(tagged.map { (TaggedName($0), $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The claim of exactly this name.
    subscript(name: String) -> JSONValue? {
        if let value = columns[name] { return value.said }
        guard !kept.members.isEmpty else { return nil }
        // Of a number that is not known it says nothing whether it was verified.
        if name == "phone_number_verified", self["phone_number"] == nil { return nil }
        return kept[name]?.said
    }

    /// The claim in the language that its tag asks for, or the nearest to it, or in none (OpenID Connect Core §5.2),
    /// under the name by which it is known.
    func nearest(to wanted: String) -> (name: String, value: JSONValue)? {
        if let value = self[wanted] { return (wanted, value) }
        let wanted = TaggedName(wanted)
        return tagged(wanted) ?? self[wanted.base].map { (wanted.base, $0) }
    }

    /// The claim in the first of these languages in which it is known, under its tagged name.
    func translation(of name: String, into languages: [String]) -> (name: String, value: JSONValue)? {
        for language in languages {
            if let found = tagged(TaggedName("\(name)#\(language)")) { return found }
        }
        return nil
    }

    private func tagged(_ wanted: TaggedName) -> (name: String, value: JSONValue)? {
        guard !translations.isEmpty else { return nil }
        for tag in wanted.fallbacks {
            let name = translations[TaggedName(base: wanted.base, tag: tag)]
            if let name, let value = kept[name]?.said { return (name, value) }
        }
        return nil
    }
}

extension JSONValue {
    /// The value if it says something; `nil` for null and for what is empty (OpenID Connect Core §5.3.2).
    fileprivate var said: JSONValue? {
        switch self {
        case .null: nil
        case .string(let text): text.isEmpty ? nil : self
        case .array(let elements): elements.isEmpty ? nil : self
        case .object(let object): object.members.isEmpty ? nil : self
        case .bool, .number: self
        }
    }
}
