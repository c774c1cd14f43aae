/// A language that pages can be shown in, complete: what its own files do not say is said in English.
package struct Language: Sendable {
    /// Which way its lines run.
    package enum Direction: String, Sendable {
        case leftToRight = "ltr"
        case rightToLeft = "rtl"
    }

    /// For `lang` and `Content-Language`.
    package let tag: LanguageTag
    /// The language's name for itself.
    package let name: String
    package let direction: Direction
    let rule: PluralRule
    let catalogue: Catalogue
    let tree: TextTree

    init(_ tag: LanguageTag, _ catalogue: Catalogue) throws {
        self.tag = tag
        name = catalogue.name ?? tag.description
        direction = catalogue.direction ?? .leftToRight
        rule = PluralRule(tag)
        self.catalogue = catalogue
        tree = try TextTree(
            catalogue.texts.compactMapValues { text in
                if case .phrase(let phrase) = text { phrase } else { nil }
            })
    }
}
