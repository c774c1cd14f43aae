import Mustache

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
    /// What templates say in it.
    let texts: TextTree

    init(_ tag: LanguageTag, _ catalogue: Catalogue) {
        self.tag = tag
        name = catalogue.name ?? tag.description
        direction = catalogue.direction ?? .leftToRight
        rule = PluralRule(tag)
        self.catalogue = catalogue
        texts = TextTree(
            templates: Deferred {
                catalogue.texts.compactMapValues { text in
                    if case .phrase(let phrase) = text { phrase.template() } else { nil }
                }
            })
    }
}

/// The texts of a language as templates see them: `{{t.login.title}}` is the text with the key `login.title`.
struct TextTree: Sendable, MustacheParent {
    let templates: Deferred<[String: MustacheTemplate]>
    /// What stands before the names that are asked for: empty, or ended by a dot.
    var prefix = ""

    func child(named name: String) -> Any? {
        templates.value[prefix + name] ?? TextTree(templates: templates, prefix: "\(prefix)\(name).")
    }
}
