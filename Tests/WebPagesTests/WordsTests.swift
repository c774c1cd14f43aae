import OAuthProtocol
import Testing

@testable import WebPages

@Suite struct WordsTests {
    private func words(_ tag: String) throws -> Words {
        Words(try #require(try Languages().all.first { $0.tag.description == tag }), brand: "Cardea")
    }

    @Test(arguments: [
        ("en", "4 March 2026, 12:05 UTC"), ("de", "4. März 2026, 12:05 UTC"), ("fr", "4 mars 2026 à 12:05 UTC"),
        ("es", "4 de marzo de 2026, 12:05 UTC"), ("ja", "2026年3月4日 12:05（UTC）"),
        ("zh-Hans", "2026年3月4日 12:05（UTC）"), ("ar", "4 مارس 2026، 12:05 (UTC)"),
    ])
    func `a date is written as its reader writes it`(tag: String, text: String) throws {
        #expect(try words(tag).date(noon) == text)
    }

    @Test(arguments: CatalogueTests.tags)
    func `no two months have the same name`(tag: String) throws {
        let words = try words(tag)
        let dates = (1...12).map {
            words.date(CivilTime(year: 2026, month: $0, day: 1, hour: 0, minute: 0))
        }
        #expect(Set(dates).count == 12)
        #expect(dates.allSatisfy { $0.contains("2026") && $0.contains("00:00") && $0.contains("UTC") })
    }

    @Test(arguments: [
        ("en", 1, "Try again in 1 second."), ("en", 2, "Try again in 2 seconds."),
        ("de", 60, "Versuchen Sie es in 1 Minute noch einmal."),
        ("de", 61, "Versuchen Sie es in 2 Minuten noch einmal."),
        ("fr", 7200, "Réessayez dans 2 heures."), ("es", 3600, "Inténtelo de nuevo dentro de 1 hora."),
        ("ja", 900, "15 分後にもう一度お試しください。"), ("zh-Hans", 5, "请在 5 秒后重试。"),
        ("ar", 1, "يُرجى المحاولة مرة أخرى بعد ثانية واحدة."),
        ("ar", 120, "يُرجى المحاولة مرة أخرى بعد دقيقتين."),
        ("ar", 180, "يُرجى المحاولة مرة أخرى بعد 3 دقائق."),
        ("ar", 660, "يُرجى المحاولة مرة أخرى بعد 11 دقيقة."),
        ("ar", 360_000, "يُرجى المحاولة مرة أخرى بعد 100 ساعة."),
    ])
    func `a time to wait is said in the right form`(tag: String, seconds: Int64, text: String) throws {
        #expect(try words(tag).wait(seconds) == text)
    }

    @Test(arguments: [
        ("en", [0: "other", 1: "one", 2: "other", 101: "other"]),
        ("fr", [0: "one", 1: "one", 2: "other"]),
        ("ja", [0: "other", 1: "other", 5: "other"]),
        (
            "ar",
            [
                0: "zero", 1: "one", 2: "two", 3: "few", 10: "few", 11: "many", 99: "many", 100: "other", 102: "other",
                103: "few", 111: "many", 200: "other",
            ]
        ),
        ("ru", [1: "one", 2: "few", 5: "many", 11: "many", 12: "many", 21: "one", 22: "few", 111: "many"]),
        ("pl", [1: "one", 2: "few", 5: "many", 12: "many", 21: "many", 22: "few"]),
        ("cs", [1: "one", 2: "few", 4: "few", 5: "other", 22: "other"]),
        ("he", [1: "one", 2: "two", 3: "other"]),
        ("pt-BR", [0: "one", 1: "one", 2: "other"]),
        ("sv", [0: "other", 1: "one", 2: "other"]),
    ])
    func `numbers take the forms that CLDR says`(tag: String, forms: [Int: String]) throws {
        let rule = PluralRule(try #require(LanguageTag(tag)))
        for (number, form) in forms { #expect(rule.category(number).rawValue == form, "\(number)") }
        #expect((0...1000).allSatisfy { rule.categories.contains(rule.category($0)) })
    }

    @Test(arguments: [
        ("en", "Firefox on Linux", "<bdi>Firefox</bdi> on <bdi>Linux</bdi>"),
        ("de", "Firefox on Linux", "<bdi>Firefox</bdi> auf <bdi>Linux</bdi>"),
        ("ja", "Chrome on macOS", "<bdi>macOS</bdi> の <bdi>Chrome</bdi>"),
        ("ar", "Safari on iPhone", "<bdi>Safari</bdi> على <bdi>iPhone</bdi>"),
        ("ar", "Unknown browser", "<bdi>متصفح غير معروف</bdi>"), ("de", "curl", "<bdi>curl</bdi>"),
        ("en", "a<b> on c on d", "<bdi>a&lt;b&gt;</bdi> on <bdi>c on d</bdi>"),
    ])
    func `a browser's description is said in the reader's language`(tag: String, kept: String, shown: String) throws {
        let row = SessionRow(
            id: "1", description: kept, address: nil, signedInAt: noon, isThisBrowser: false)
        let page = PageContent.sessions([row], csrf: "c")
        #expect(try PageRenderer().render(page, in: words(tag).language).html.contains("<span>\(shown)</span>"))
    }

    @Test func `a claim asked for in one language is described like the others`() throws {
        #expect(try words("en").claim("given_name#ja")["phrase"] as? String == "Your given name")
        #expect(try words("en").claim("badge_number")["unknownClaim"] as? String == "badge_number")
    }

    @Test(arguments: ["{", "}", "a {b", "a }", "{{clientName}}", "{client name}", "{}", "{1}"])
    func `a brace that stands alone is not a text`(text: String) {
        #expect(Phrase(text) == nil)
    }
}
