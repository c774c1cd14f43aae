import OAuthProtocol
import Testing

/// Text from the wire is octets: what Unicode calls equivalent is another text there.
@Suite struct OctetsTests {
    @Test(arguments: [
        (";", "\u{37e}"), ("K", "\u{212a}"), ("`", "\u{1fef}"), ("\u{e9}", "e\u{301}"), ("<\u{338}", "\u{226e}"),
    ])
    func `two spellings that a String takes for one are two`(one: String, other: String) {
        #expect(one == other, "if this fails, the rest shows nothing")
        #expect(one.octets != other.octets)
        #expect(Set([one.octets, other.octets]).count == 2)
        #expect(one.octets == "-\(one)-".octets.split("-")[0].octets)
        #expect(!"a\(other)b".octets.contains(one) && !"\(other)b".octets.hasPrefix(one))
        #expect(!"a\(other)".octets.hasSuffix(one))
    }

    @Test func `a thousand spellings of one text do not fall into one place of a table`() {
        let spellings = (0..<1024).map { number in
            String(String.UnicodeScalarView((0..<10).map { number >> $0 & 1 == 0 ? "K" : "\u{212a}" })).octets
        }
        #expect(Set(spellings.map(\.hashValue)).count > 1000)
    }

    @Test(arguments: [
        ("a;b", ["a", "b"], ["a", "b"]), ("a\u{37e}b", ["a\u{37e}b"], ["a\u{37e}b"]),
        (";a;;b;", ["a", "b"], ["", "a", "", "b", ""]), ("a;\u{301}b", ["a", "\u{301}b"], ["a", "\u{301}b"]),
        ("", [], [""]), ("a;\r\n;b", ["a", "\r\n", "b"], ["a", "\r\n", "b"]),
    ])
    func `a text is split where the octet is`(text: String, parts: [String], all: [String]) {
        #expect(text.octets.split(";").map(\.octets) == parts.map(\.octets))
        #expect(text.octets.split(";", keepsEmpty: true).map(\.octets) == all.map(\.octets))
    }

    @Test func `no more parts than are wanted are looked at`() {
        let flood = String(repeating: "a;", count: 30_000)
        #expect(flood.octets.split(";", most: 2) == ["a", "a"])
        #expect(flood.octets.split(";", keepsEmpty: true, most: 3) == ["a", "a", "a"])
        #expect("a;b".octets.split(";", most: 64) == ["a", "b"] && "a;b".octets.split(";", most: 0).isEmpty)
    }

    @Test(arguments: [
        ("a:b:c", "a", "b:c"), ("app:\u{301}secret", "app", "\u{301}secret"), (":", "", ""), ("abc", "abc", nil),
    ])
    func `a text is cut at the first delimiter`(text: String, before: String, after: String?) {
        #expect(text.octets.before(":").octets == before.octets)
        #expect(text.octets.cut(at: ":")?.after.octets == after?.octets)
    }

    @Test(arguments: [
        ("BASIC", "basic"), ("basic", "basic"), ("\u{212a}EY", "\u{212a}ey"), ("\u{c4}A", "\u{c4}a"), ("@[`{", "@[`{"),
        ("", ""),
    ])
    func `only A to Z have a lower case`(text: String, lowercased: String) {
        #expect(text.octets.lowercased.octets == lowercased.octets)
    }

    @Test(arguments: [
        (" \t a b \t", "a b"), ("a", "a"), ("  ", ""), ("", ""), ("\u{a0}a\u{3000}", "\u{a0}a\u{3000}"),
        (" \u{301}a", "\u{301}a"),
        ("\r\na", "\r\na"),
    ])
    func `spaces and tabs at the ends are trimmed and nothing else`(text: String, trimmed: String) {
        #expect(text.octets.trimmed.octets == trimmed.octets)
    }
}
