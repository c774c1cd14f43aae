import OAuthProtocol
import Testing

/// What others may make appear on a terminal and in a log: what can be seen.
struct VisibleTextTests {
    @Test(arguments: [
        ("\u{1b}[2Jgone", "?[2Jgone"), ("\u{9b}31mred", "?31mred"), ("a\u{202e}txt.exe", "a?txt.exe"),
        ("zero\u{200b}width", "zero?width"), ("bell\u{7}", "bell?"),
        ("two\r\nlines\tand a tab", "two? lines and a tab"),
        ("\u{2028}separator", "?separator"), ("Grüße, 日本語, {\"a\":1}", "Grüße, 日本語, {\"a\":1}"),
    ])
    func `only what can be seen is shown`(text: String, shown: String) {
        #expect(VisibleText.line(text, limit: 100) == shown)
    }

    @Test func `text is cut, even where one character is thousands of marks`() {
        #expect(VisibleText.line("abcdef", limit: 3) == "abc...")
        let zalgo = "a" + String(repeating: "\u{301}", count: 100_000)
        #expect(VisibleText.line(zalgo, limit: 50).unicodeScalars.count == 53)
    }

    @Test func `octets that are no text are quoted all the same`() {
        #expect(VisibleText.quoted([0xff, 0x00, 0x41]) == "\"\u{fffd}?A\"")
        #expect(VisibleText.quoted(String(repeating: "x", count: 500)).count == 165)
    }
}
