import Testing

@testable import WebPages

/// The built-in languages against each other and against what asks for their texts.
@Suite struct CatalogueTests {
    static let tags = ["ar", "de", "en", "es", "fr", "ja", "zh-Hans"]

    /// The keys that templates name.
    private var namedByTemplates: Set<String> {
        Set(
            EmbeddedFiles.templates.values.flatMap { TemplateTags($0) }
                .filter { $0.hasPrefix("t.") }.map { String($0.dropFirst(2)) })
    }

    private func catalogue(_ tag: String) throws -> Catalogue {
        // Read without what English would fill in.
        let tag = try #require(LanguageTag(tag))
        let octets = try #require(EmbeddedFiles.languages[tag.description])
        return try CatalogueFile(
            file: "\(tag).json", language: tag, model: try Languages().english.catalogue.texts
        ).read(octets)
    }

    @Test func `there are seven languages, one of them from right to left`() throws {
        let all = try Languages().all
        #expect(all.map(\.tag.description) == Self.tags)
        #expect(all.filter { $0.direction == .rightToLeft }.map(\.tag.description) == ["ar"])
        #expect(Set(all.map(\.name)).count == 7)
    }

    @Test func `every text of English is asked for, and every text asked for is there`() throws {
        let months = (1...12).map { "date.month\($0)" }
        let mails = MailTopic.allCases.flatMap(\.keys)
        let askedFor = namedByTemplates.union(TextKey.allCases.map(\.rawValue)).union(months).union(mails)
        #expect(Set(try Languages().english.catalogue.texts.keys) == askedFor)
    }

    @Test(arguments: tags)
    func `a language says everything that English says, with the same values in it`(tag: String) throws {
        let english = try Languages().english.catalogue
        // Reading it has compared the placeholders with English and the plural forms with the language's rule.
        let own = try catalogue(tag)
        #expect(Set(own.texts.keys) == Set(english.texts.keys))
        #expect(Set(own.scopes.keys) == Set(english.scopes.keys))
        #expect(Set(own.claims.keys) == Set(english.claims.keys))
        #expect(own.scopes.filter { $0.value.detail == nil }.map(\.key) == ["address"])
        #expect(own.name != nil && own.direction != nil)
    }

    @Test(arguments: tags.filter { $0 != "en" })
    func `hardly a text of another language is the English one`(tag: String) throws {
        let english = try Languages().english.catalogue
        let own = try catalogue(tag)
        let same = own.texts.filter { english.texts[$0.key] == $0.value }.keys
        // Such as the German "Name" and the French "Description".
        #expect(same.count <= 6, "\(same.sorted())")
        #expect(own.claims.allSatisfy { english.claims[$0.key] != $0.value })
        #expect(own.scopes.allSatisfy { english.scopes[$0.key] != $0.value })
    }

    @Test func `the scopes and claims of OpenID Connect have words`() throws {
        let english = try Languages().english.catalogue
        #expect(
            Set(english.scopes.keys) == ["openid", "profile", "email", "phone", "address", "offline_access"])
        let standard = [
            "sub", "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile",
            "picture", "website", "email", "email_verified", "gender", "birthdate", "zoneinfo", "locale",
            "phone_number", "phone_number_verified", "address", "updated_at", "auth_time", "acr", "amr",
        ]
        #expect(Set(english.claims.keys) == Set(standard))
    }

    @Test(arguments: tags)
    func `every page is complete in every language`(tag: String) throws {
        let language = try #require(try Languages().all.first { $0.tag.description == tag })
        for (name, page) in pages(saying: "word") {
            let rendered = try PageRenderer().render(page, in: language)
            let html = rendered.html
            let shown = page.isForDevelopers ? "en" : tag
            #expect(rendered.language.description == shown)
            let direction = shown == "ar" ? "rtl" : "ltr"
            #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"\(shown)\" dir=\"\(direction)\">"), "\(name)")
            // A key that is not there, or a value that the page lacks, would leave an element empty.
            for empty in ["<bdi></bdi>", "<h1></h1>", "<h2></h2>", "<p></p>", "\"></label>", "\"></button>", "\"></a>"]
            {
                #expect(!html.contains(empty), "\(name): \(empty)")
            }
            // Commands have braces of their own.
            guard !page.isForDevelopers else { continue }
            let body = try #require(html.firstRange(of: "<body"))
            #expect(!html[body.lowerBound...].contains("{"), "\(name)")
        }
    }

    @Test(arguments: tags, Array(EscapingTests.hostile[..<3]))
    func `text from strangers never changes the structure of a page in any language`(
        tag: String, text: String
    ) throws {
        let language = try #require(try Languages().all.first { $0.tag.description == tag })
        let renderer = try PageRenderer()
        let harmless = pages(saying: String(repeating: "w", count: text.unicodeScalars.count))
        for (expected, page) in zip(harmless, pages(saying: text)) where !page.page.isForDevelopers {
            #expect(
                Markup(renderer.render(page.page, in: language).html).structure
                    == Markup(renderer.render(expected.page, in: language).html).structure,
                "\(page.name) with \(text.debugDescription)")
        }
    }
}
