import OAuthProtocol

/// Reads a language's file, and says what is wrong with one that cannot be used.
struct CatalogueFile {
    private static let keys = ["name", "direction", "texts", "scopes", "claims"]

    /// The file's name, for error texts.
    let file: String
    /// Decides which forms beside numbers there must be.
    let language: LanguageTag
    /// The texts that may be given; `nil` for the file that decides it, the English one.
    let model: [String: Catalogue.Text]?

    /// - Throws: `AppearanceError` for the first thing that is wrong.
    func read(_ octets: [UInt8]) throws(AppearanceError) -> Catalogue {
        var catalogue = Catalogue()
        for (key, value) in try members(of: try parse(octets), "the file") {
            switch key {
            case "name": catalogue.name = try string(value, key)
            case "direction":
                catalogue.direction = value.string.flatMap(Language.Direction.init)
                if catalogue.direction == nil { throw AppearanceError(file, "direction must be ltr or rtl") }
            case "texts":
                for (key, value) in try members(of: value, key) { catalogue.texts[key] = try text(value, key) }
            case "scopes":
                for (scope, value) in try members(of: value, key) {
                    catalogue.scopes[scope] = try scopeText(value, "scopes.\(scope)")
                }
            case "claims":
                for (claim, value) in try members(of: value, key) {
                    catalogue.claims[claim] = try string(value, "claims.\(claim)")
                }
            default: throw AppearanceError(file, unknown: key, "key", known: Self.keys)
            }
        }
        return catalogue
    }

    private func parse(_ octets: [UInt8]) throws(AppearanceError) -> JSONValue {
        do throws(JSONError) {
            return try JSONParser.parse(document: octets)
        } catch .duplicateMember(let name) {
            throw AppearanceError(file, "\(name) is given twice")
        } catch {
            throw AppearanceError(file, "this is not JSON in UTF-8")
        }
    }

    private func scopeText(_ value: JSONValue, _ key: String) throws(AppearanceError) -> Catalogue.ScopeText {
        var texts: [String: String] = [:]
        for (name, value) in try members(of: value, key) {
            guard name == "phrase" || name == "detail" else {
                throw AppearanceError(
                    file, unknown: "\(key).\(name)", "key", known: ["\(key).phrase", "\(key).detail"])
            }
            texts[name] = try string(value, "\(key).\(name)")
        }
        guard let phrase = texts["phrase"] else { throw AppearanceError(file, "\(key).phrase must be a text") }
        return Catalogue.ScopeText(phrase: phrase, detail: texts["detail"])
    }

    private func text(_ value: JSONValue, _ key: String) throws(AppearanceError) -> Catalogue.Text {
        if let model, model[key] == nil {
            throw AppearanceError(file, unknown: key, "text", known: model.keys.sorted())
        }
        switch model?[key] {
        case .phrase(let original): return .phrase(try phrase(value, key, names: original.names))
        case .forms(let original):
            return .forms(try forms(value, key, names: original.values.reduce(into: []) { $0.formUnion($1.names) }))
        case nil:
            return value.object == nil
                ? .phrase(try phrase(value, key, names: nil)) : .forms(try forms(value, key, names: nil))
        }
    }

    private func forms(
        _ value: JSONValue, _ key: String, names: Set<String>?
    ) throws(AppearanceError) -> [PluralCategory: Phrase] {
        let wanted = PluralRule(language).categories
        var forms: [PluralCategory: Phrase] = [:]
        for (name, value) in try members(of: value, key) {
            guard let category = PluralCategory(rawValue: name), wanted.contains(category) else {
                throw AppearanceError(
                    file, unknown: "\(key).\(name)", "form", known: wanted.map { "\(key).\($0.rawValue)" })
            }
            // One or two of something can be said without the number.
            forms[category] = try phrase(value, "\(key).\(name)", names: names, mayOmit: ["count"])
        }
        for category in wanted where forms[category] == nil {
            throw AppearanceError(file, "\(key) has no form \(category.rawValue)")
        }
        return forms
    }

    /// - `names`: the placeholders that the text has in English; `nil` if any may be.
    private func phrase(
        _ value: JSONValue, _ key: String, names: Set<String>?, mayOmit: Set<String> = []
    ) throws(AppearanceError) -> Phrase {
        guard let phrase = Phrase(try string(value, key)) else {
            throw AppearanceError(file, "\(key) has a brace that is not part of a placeholder such as {clientName}")
        }
        guard let names else { return phrase }
        if let name = phrase.names.subtracting(names).min() {
            throw AppearanceError(
                file, unknown: "{\(name)}", "placeholder in \(key):", known: names.sorted().map { "{\($0)}" })
        }
        if let name = names.subtracting(phrase.names).subtracting(mayOmit).min() {
            throw AppearanceError(file, "\(key) lacks the placeholder {\(name)}")
        }
        return phrase
    }

    private func string(_ value: JSONValue, _ key: String) throws(AppearanceError) -> String {
        guard let text = value.string, !text.isEmpty else { throw AppearanceError(file, "\(key) must be a text") }
        return text
    }

    private func members(
        of value: JSONValue, _ key: String
    ) throws(AppearanceError) -> [(name: String, value: JSONValue)] {
        guard let object = value.object else { throw AppearanceError(file, "\(key) must be an object") }
        return object.members
    }
}
