/// The texts of one language as its file gives them: all of a built-in one, or as many as an operator wants to change.
struct Catalogue: Sendable {
    /// A text, or its forms beside numbers.
    enum Text: Hashable, Sendable {
        case phrase(Phrase)
        case forms([PluralCategory: Phrase])
    }

    /// What a scope value lets an application do.
    struct ScopeText: Hashable, Sendable {
        let phrase: String
        /// One more sentence; `nil` where the phrase says it all.
        let detail: String?
    }

    /// The language's name for itself; `nil` if the file does not say.
    var name: String?
    /// `nil` if the file does not say.
    var direction: Language.Direction?
    /// By key, such as `login.title`.
    var texts: [String: Text] = [:]
    /// By scope value.
    var scopes: [String: ScopeText] = [:]
    /// What a claim tells, by its name.
    var claims: [String: String] = [:]

    /// What `other` has, and this where it says something else.
    func over(_ other: Catalogue) -> Catalogue {
        Catalogue(
            name: name ?? other.name, direction: direction ?? other.direction,
            texts: other.texts.merging(texts) { $1 }, scopes: other.scopes.merging(scopes) { $1 },
            claims: other.claims.merging(claims) { $1 })
    }
}
