import Testing

@testable import WebPages

@Suite struct TextTests {
    private func english() throws -> Words {
        Words(try Languages().english, brand: "Cardea")
    }

    @Test(arguments: [
        ("Acme", "Acme"),
        ("  Acme\n\t Charts  ", "Acme Charts"),
        ("Bank\u{202e}moc.elpmaxe\u{202c}", "Bankmoc.elpmaxe"),
        ("\u{2066}a\u{2069}\u{200b}\u{feff}b\u{ad}", "ab"),
        ("a\u{0}\u{1b}[31mb", "a[31mb"),
        ("\u{e0041}\u{e007f}tags", "tags"),
        ("Z\u{334}\u{335}\u{336}\u{337}\u{338}\u{339}algo", "Z\u{334}\u{335}\u{336}algo"),
        ("می\u{200c}خواهم", "می\u{200c}خواهم"),
        ("Việt Nam", "Việt Nam"),
        ("", "An unnamed application"),
        ("\u{200b}\u{3164}\u{2800}", "An unnamed application"),
    ])
    func `a client's name shows nothing invisible and turns nothing around`(name: String, shown: String) throws {
        #expect(try english().clientName(name) == shown)
    }

    @Test func `a name without end is cut and says so`() throws {
        let shown = try english().clientName(String(repeating: "a", count: 100_000))
        #expect(shown.count == 48)
        #expect(shown.hasSuffix("a…"))
        let stacked = DisplayText.line(String(repeating: "e\u{301}\u{302}", count: 5000), limit: 10)
        #expect(stacked.unicodeScalars.count < 40)
    }

    @Test func `code keeps its lines and loses what could deceive`() {
        #expect(DisplayText.code("{\n  \"a\": 1\u{202e}\r\n}") == "{\n  \"a\": 1\n}")
    }
}
