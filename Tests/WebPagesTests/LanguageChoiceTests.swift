import Testing

@testable import WebPages

@Suite struct LanguageChoiceTests {
    @Test(arguments: [
        ("de", "de"), ("de-AT", "de"), ("DE-at-1996", "de"), ("en-GB", "en"), ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"), ("zh-Hans-HK", "zh-Hans"), ("zh-TW", "en"), ("zh-HK", "en"), ("zh-Hant", "en"),
        ("zh-TW, ja;q=0.5", "ja"), ("pt, fr", "fr"), ("pt-BR,pt;q=0.9,es;q=0.8,en;q=0.7", "es"),
        ("fr-CA-x-anything", "fr"), ("ar-EG", "ar"), ("tlh", "en"), ("", "en"),
        ("en;q=0.2, de;q=0.9", "de"), ("fr;q=0, de;q=0.1", "de"), ("fr;q=0", "en"), ("*", "en"), ("*, ja;q=0.1", "ja"),
        ("de;q=0.5, fr;q=0.5", "de"), ("fr;q=0.5, de;q=0.5", "fr"), (" de ; q=0.5 ,\tes;q=0.9", "es"),
        ("de;q=2, fr", "fr"), ("de;q=x, fr", "fr"), ("de;q=1.5, fr;q=0.1", "fr"), ("de;q=0.1234, fr;q=0.01", "fr"),
        ("de;q=1.000", "de"), ("de;q=0.", "en"), ("de;level=1, fr", "fr"),
        ("d\u{e9}, fr", "fr"), ("--, de-, -fr, ja", "ja"), (",,,", "en"), (";q=1", "en"),
    ])
    func `the browser's dearest language that is there is taken`(header: String, tag: String) throws {
        #expect(try Languages().choose([], header: header).tag.description == tag)
    }

    @Test(arguments: [
        (["fr", "de"], "de", "fr"), (["pt", "zh-TW"], "de", "de"), (["zh-CN"], "de", "zh-Hans"), ([], "de", "de"),
        (["; DROP", "*", ""], "ja", "ja"), (["de"], nil, "de"), (["pt"], nil, "en"),
    ])
    func `what the application asks for comes before what the browser does`(
        wishes: [String], header: String?, tag: String
    ) throws {
        #expect(try Languages().choose(wishes, header: header).tag.description == tag)
    }

    @Test func `a header without end is not read without end`() throws {
        let header = String(repeating: "xx,", count: 100_000) + "de"
        #expect(try Languages().choose([], header: header).tag.description == "en")
    }
}
