import OAuthProtocol

/// Reads a language's file, and says what is wrong with one that cannot be used.
struct CatalogueFile {
    /// The file's name, for error texts.
    let file: String
    /// Decides which forms beside numbers there must be.
    let language: LanguageTag
    /// The texts that may be given; `nil` for the file that decides it, the English one.
    let model: [String: Catalogue.Text]?

    /// - Throws: `AppearanceError` for the first thing that is wrong.
    func read(_ octets: [UInt8]) throws(AppearanceError) -> Catalogue {
        var catalogue = Catalogue()
        for member in try object(octets).members {
            switch member.name {
            case "name": catalogue.name = try text(member.value, "name")
            case "direction": catalogue.direction = try direction(member.value)
            case "texts": catalogue.texts = try texts(member.value)
            case "scopes":
                for scope in try object(member.value, "scopes").members {
                    catalogue.scopes[scope.name] = try scopeText(scope.value, "scopes.\(scope.name)")
                }
            case "claims":
                for claim in try object(member.value, "claims").members {
                    catalogue.claims[claim.name] = try text(claim.value, "claims.\(claim.name)")
                }
            default:
                throw AppearanceError(
                    file, unknown: member.name, "key", known: ["name", "direction", "texts", "scopes", "claims"])
            }
        }
        return catalogue
    }

    private func object(_ octets: [UInt8]) throws(AppearanceError) -> JSONObject {
        do {
            return try object(JSONParser.parse(document: octets), "the file")
        } catch let error as AppearanceError {
            throw error
        } catch JSONError.duplicateMember(let name) {
            throw AppearanceError(file, "\(name) is given twice")
        } catch {
            throw AppearanceError(file, "this is not JSON in UTF-8")
        }
    }

    private func direction(_ value: JSONValue) throws(AppearanceError) -> Language.Direction {
        guard let direction = value.string.flatMap(Language.Direction.init) else {
            throw AppearanceError(file, "direction must be ltr or rtl")
        }
        return direction
    }

    private func scopeText(_ value: JSONValue, _ key: String) throws(AppearanceError) -> Catalogue.ScopeText {
        let members = try object(value, key)
        for member in members.members where !["phrase", "detail"].contains(member.name) {
            throw AppearanceError(
                file, unknown: "\(key).\(member.name)", "key", known: ["\(key).phrase", "\(key).detail"])
        }
        return Catalogue.ScopeText(
            phrase: try text(members["phrase"], "\(key).phrase"),
            detail: try members["detail"].map { value throws(AppearanceError) in try text(value, "\(key).detail") })
    }

    private func texts(_ value: JSONValue) throws(AppearanceError) -> [String: Catalogue.Text] {
        var texts: [String: Catalogue.Text] = [:]
        for (key, value) in try object(value, "texts").members {
            guard let model else {
                texts[key] = try self.text(value, key, like: nil)
                continue
            }
            guard let original = model[key] else {
                throw AppearanceError(file, unknown: key, "text", known: model.keys.sorted())
            }
            texts[key] = try self.text(value, key, like: original)
        }
        return texts
    }

    private func text(
        _ value: JSONValue, _ key: String, like original: Catalogue.Text?
    ) throws(AppearanceError) -> Catalogue.Text {
        switch original {
        case .phrase(let original): return .phrase(try phrase(value, key, names: original.names))
        case .forms(let original):
            return try forms(value, key, names: original.values.reduce(into: []) { $0.formUnion($1.names) })
        case nil:
            return value.object == nil
                ? .phrase(try phrase(value, key, names: nil)) : try forms(value, key, names: nil)
        }
    }

    private func forms(
        _ value: JSONValue, _ key: String, names: Set<String>?
    ) throws(AppearanceError) -> Catalogue.Text {
        let wanted = PluralRule(language).categories
        var forms: [PluralCategory: Phrase] = [:]
        for (name, value) in try object(value, key).members {
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
        return .forms(forms)
    }

    /// - `names`: the placeholders that the text has in English; `nil` if any may be.
    private func phrase(
        _ value: JSONValue, _ key: String, names: Set<String>?, mayOmit: Set<String> = []
    ) throws(AppearanceError) -> Phrase {
        guard let phrase = Phrase(try text(value, key)) else {
            throw AppearanceError(file, "\(key) has a brace that is not part of a placeholder such as {clientName}")
        }
        guard let names else { return phrase }
        for name in phrase.names.sorted() where !names.contains(name) {
            throw AppearanceError(
                file, unknown: "{\(name)}", "placeholder in \(key):", known: names.sorted().map { "{\($0)}" })
        }
        for name in names.sorted() where !phrase.names.contains(name) && !mayOmit.contains(name) {
            throw AppearanceError(file, "\(key) lacks the placeholder {\(name)}")
        }
        return phrase
    }

    private func text(_ value: JSONValue?, _ key: String) throws(AppearanceError) -> String {
        guard let text = value?.string, !text.isEmpty else {
            throw AppearanceError(file, "\(key) must be a text")
        }
        return text
    }

    private func object(_ value: JSONValue, _ key: String) throws(AppearanceError) -> JSONObject {
        guard let object = value.object else {
            throw AppearanceError(file, "\(key) must be an object")
        }
        return object
    }
}
