import OAuthProtocol

/// The languages that pages can be shown in, and the choice among them.
package struct Languages: Sendable {
    private let byTag: [LanguageTag: Deferred<Language>]
    /// What is shown to whoever wishes for none of the others.
    package let english: Language

    /// The built-in languages, with an operator's files: `xx.json` adds the language `xx`, or changes single texts of it
    /// if it is there. What a file does not say is taken from its language without the region, and then from English.
    ///
    /// - Throws: `AppearanceError` for the first thing that is wrong.
    package init(adding files: [AppearanceFile] = []) throws {
        let builtIn = try Self.builtIn.get()
        guard !files.isEmpty else {
            self = builtIn
            return
        }
        var catalogues = builtIn.byTag.mapValues(\.value.catalogue)
        // The shorter tags first: others fall back on them.
        for (tag, file) in try files.map(Self.named).sorted(by: { $0.0.subtags.count < $1.0.subtags.count }) {
            let found = try CatalogueFile(file: file.name, language: tag, model: builtIn.english.catalogue.texts)
                .read(file.octets)
            var base = catalogues[tag]
            if base == nil {
                guard found.name != nil else {
                    throw AppearanceError(file.name, "name is missing: what the language calls itself")
                }
                base = sequence(first: tag, next: \.parent).lazy.compactMap { catalogues[$0] }.first
            }
            catalogues[tag] = found.over(base ?? builtIn.english.catalogue)
        }
        try self.init(catalogues)
    }

    private init(_ catalogues: [LanguageTag: Catalogue]) throws {
        guard let english = catalogues[.english] else { throw AppearanceError("en.json", "English is missing") }
        self.english = Language(.english, english)
        byTag = Dictionary(
            uniqueKeysWithValues: catalogues.map { tag, catalogue in (tag, Deferred { Language(tag, catalogue) }) })
    }

    private init(english: Language, others: [LanguageTag: Deferred<Language>]) {
        self.english = english
        byTag = others.merging([.english: Deferred { english }]) { $1 }
    }

    /// All of them, by their tags in order.
    package var all: [Language] {
        byTag.values.map(\.value).sorted { $0.tag.description < $1.tag.description }
    }

    /// The tags of all of them.
    package var tags: [String] { byTag.keys.map(\.description).sorted() }

    /// The language for a request: the first wish that is there, by RFC 4647 §3.4; English if none is.
    ///
    /// - `wishes`: language tags, the dearest first; what is none is passed over.
    /// - `header`: `Accept-Language`, heeded after the wishes; `nil` if the browser sent none.
    package func choose(_ wishes: [String], header: String?) -> Language {
        let all = wishes + (header.map(LanguagePreference.wishes) ?? [])
        return all.lazy.compactMap(find).first ?? english
    }

    private func find(_ wish: String) -> Language? {
        guard let tag = LanguageTag(wish) else { return nil }
        return sequence(first: tag.withLikelyScript, next: \.parent).lazy.compactMap { byTag[$0] }.first?.value
    }

    private static func named(_ file: AppearanceFile) throws(AppearanceError) -> (LanguageTag, AppearanceFile) {
        guard file.name.hasSuffix(".json"), let tag = LanguageTag(file.name.dropLast(".json".count)) else {
            throw AppearanceError(file.name, "the name must be a language tag and .json, such as pt-BR.json")
        }
        return (tag, file)
    }

    /// Read once, since every server of a process has them; all but English when somebody wishes for them.
    private static let builtIn = Result {
        let files = EmbeddedFiles.languages
        let english = try CatalogueFile(file: "en.json", language: .english, model: nil).read(files["en"] ?? [])
        var others: [LanguageTag: Deferred<Language>] = [:]
        for (name, octets) in files where name != "en" {
            guard let tag = LanguageTag(name) else { throw AppearanceError(name, "the name is not a language tag") }
            others[tag] = Deferred {
                // Each is read by the tests, so none of them is English in the end.
                let file = CatalogueFile(file: "\(name).json", language: tag, model: english.texts)
                let catalogue = (try? file.read(octets))?.over(english) ?? english
                return Language(tag, catalogue)
            }
        }
        return Languages(english: Language(.english, english), others: others)
    }
}
