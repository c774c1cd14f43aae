import Mustache

/// The texts of a language as templates see them: `{{t.login.title}}` is the text with the key `login.title`.
indirect enum TextTree: Sendable, MustacheParent {
    case text(MustacheTemplate)
    case group([String: TextTree])

    /// From texts by their dotted keys.
    ///
    /// - Throws: what the template engine says of a text that it cannot read, which no `Phrase` can be.
    init(_ phrases: [String: Phrase]) throws {
        self = .group([:])
        for (key, phrase) in phrases {
            insert(.text(try phrase.template()), at: key.split(separator: ".").map(String.init)[...])
        }
    }

    func child(named name: String) -> Any? {
        guard case .group(let children) = self, let child = children[name] else { return nil }
        if case .text(let template) = child { return template }
        return child
    }

    private mutating func insert(_ text: TextTree, at path: ArraySlice<String>) {
        guard let first = path.first else {
            self = text
            return
        }
        guard case .group(var children) = self else { return }
        children[first, default: .group([:])].insert(text, at: path.dropFirst())
        self = .group(children)
    }
}
