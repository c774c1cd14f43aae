import OAuthProtocol
import Testing

@Suite struct JSONParserTests {
    private func parse(_ text: String) throws(JSONError) -> JSONValue {
        try JSONParser.parse(Array(text.utf8))
    }

    @Test(arguments: [
        "{}", "[]", "\"\"", "0", "-0", "1.5e3", "1E+2", "1e-2", "true", "false", "null", " \t\r\n{} \n", "[[],[{}]]",
        "\"\u{7f}\"", "\"\u{10ffff}\"", "{\"\":1}", "[1,2]",
    ])
    func `what RFC 8259 allows is read`(text: String) throws {
        _ = try parse(text)
    }

    @Test(arguments: [
        "", " ", "{", "}", "[", "]", "{]", "[}", "[1,]", "[,1]", "[1 2]", "{\"a\":1,}", "{,}", "{\"a\"}", "{\"a\":}",
        "{a:1}", "{'a':1}", "{1:1}", "{\"a\" 1}", "{}{}", "{} x", "//\n{}", "/**/{}", "\u{feff}{}", "\u{a0}{}",
        "\u{b}{}",
        "NaN", "Infinity", "-Infinity", "undefined", "True", "nul", "nulll", "tru",
    ])
    func `what is not JSON is refused`(text: String) {
        #expect(throws: JSONError.malformed) { try parse(text) }
    }

    @Test(arguments: [
        "01", "-01", "00", "+1", "1.", ".5", "-", "-.5", "1e", "1e+", "1.e1", "0x10", "1_000", "1,000", "--1", "1.2.3",
        "1e1.5",
        "٣",
    ])
    func `a number that RFC 8259 does not write is refused`(text: String) {
        #expect(throws: JSONError.malformed) { try parse(text) }
        #expect(throws: JSONError.malformed) { try parse("{\"a\":\(text)}") }
    }

    @Test func `a number keeps its text, so that nothing is lost`() throws {
        for text in ["123456789012345678901234567890", "0.10", "-0", "1E400"] {
            #expect(try parse(text) == .number(text))
        }
        #expect(try parse("9223372036854775807").integer == .max)
        #expect(try parse("9223372036854775808").integer == nil)
        #expect(try parse("8.0").integer == nil)
    }

    @Test(arguments: [
        ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\u{8}\u{c}\n\r\t"), ("\"\\u0041\"", "A"), ("\"\\u00e9\"", "é"),
        ("\"\\uD83D\\uDE00\"", "😀"), ("\"\\ud83d\\ude00\"", "😀"), ("\"\\u0000\"", "\0"),
    ])
    func `escapes mean what RFC 8259 says`(text: String, meaning: String) throws {
        #expect(try parse(text) == .string(meaning))
    }

    @Test(arguments: [
        "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\ud800\"", "\"\\ud800a\"", "\"\\ud800\\n\"", "\"\\udfff\\ud800\"",
        "\"\\ud83d\\u0041\"", "\"\\ud83d\\u\"",
    ])
    func `a lone surrogate is no character and is refused`(text: String) {
        #expect(throws: JSONError.malformed) { try parse(text) }
    }

    @Test(arguments: [
        "\"", "\"a", "\"\\", "\"\\x41\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u+123\"", "\"\\u 123\"", "\"\\'\"", "\"\n\"",
        "\"\t\"", "\"\u{0}\"", "\"\u{1f}\"", "\"\\u００４１\"",
    ])
    func `a broken string is refused`(text: String) {
        #expect(throws: JSONError.malformed) { try parse(text) }
    }

    @Test(arguments: [
        [0x22, 0xff, 0x22], [0x22, 0xc0, 0xaf, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22],
        [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22],
        [0x22, 0xe2, 0x82, 0x22], [0xfe, 0xff, 0x00, 0x7b],
    ])
    func `octets that are not UTF-8 are refused`(octets: [UInt8]) {
        #expect(throws: JSONError.malformed) { try JSONParser.parse(octets) }
    }

    @Test(arguments: [
        "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}", "{\"a\":null,\"a\":null}", "{\"x\":[{\"a\":1,\"a\":2}]}",
    ])
    func `a member that stands twice is refused, however it is written`(text: String) {
        #expect(throws: JSONError.duplicateMember("a")) { try parse(text) }
    }

    @Test(arguments: [("K", "\u{212a}"), (";", "\u{37e}"), ("\u{e9}", "e\u{301}")])
    func `names that Unicode calls equivalent are two members`(one: String, other: String) throws {
        let object = try #require(try parse("{\"\(one)\":1,\"\(other)\":2}").object)
        #expect(object[one]?.integer == 1 && object[other]?.integer == 2)
        #expect(try parse("{\"\(one)\":\"\(one)\"}") != parse("{\"\(one)\":\"\(other)\"}"))
        #expect(try parse("{\"\(one)\":1}") != parse("{\"\(other)\":1}"))
    }

    /// RFC 8259 §8.1.
    @Test func `a byte order mark before a document is passed over, and nowhere else`() throws {
        let read = { try JSONParser.parse(document: Array(($0 as String).utf8)) }
        #expect(try read("\u{feff} {\"a\":1}") == parse("{\"a\":1}"))
        for text in ["\u{feff}\u{feff}1", " \u{feff}1", "1\u{feff}", "\u{feff}", "{\u{feff}}"] {
            #expect(throws: JSONError.malformed) { try read(text) }
        }
    }

    @Test(arguments: ["\\u00e9", "\\u00E9", "\u{e9}"])
    func `an escape is the octets of its scalar`(text: String) throws {
        #expect(try parse("\"\(text)\"").string.map { Array($0.utf8) } == [0xc3, 0xa9])
        #expect(throws: JSONError.malformed) { try parse("\"\\u00g9\"") }
        #expect(throws: JSONError.malformed) { try parse("\"\\u+0e9\"") }
    }

    @Test func `nesting is bounded, and a bomb of brackets costs nothing`() throws {
        let deepest =
            String(repeating: "[", count: Limits.nesting) + "1" + String(repeating: "]", count: Limits.nesting)
        _ = try parse(deepest)
        #expect(throws: JSONError.tooDeep) { try parse("[\(deepest)]") }
        #expect(throws: JSONError.tooDeep) { try parse(String(repeating: "[", count: 60_000)) }
        #expect(throws: JSONError.tooDeep) { try parse(String(repeating: "{\"a\":", count: 10_000)) }
    }
}
