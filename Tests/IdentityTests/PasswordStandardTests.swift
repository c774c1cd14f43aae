import Identity
import OAuthProtocol
import Testing

@Suite struct PasswordStandardTests {
    private func fault(_ text: String, least: Int = 8) -> PasswordFault? {
        PasswordStandard(least: least).fault(of: Secret(text), for: ["Ada.Lovelace", "ada@example.com", nil])
    }

    @Test(arguments: ["password", "Password123", "QWERTYUIOP", "iloveyou1", "12345678", "letmein123"])
    func `one that very many people use is refused, in whatever case`(text: String) {
        #expect(fault(text) == .common)
    }

    @Test(arguments: ["ada.lovelace", "ADA@EXAMPLE.COM"])
    func `a name of the person is refused`(text: String) {
        #expect(fault(text) == .name)
    }

    @Test(arguments: [
        "correct horse battery staple", "ひらがなのあいことば", "\u{1f512}\u{1f511} and \u{1f6aa}", "        leading spaces",
        "Tr0ub4dor&3x",
    ])
    func `any other of any characters is good`(text: String) {
        #expect(fault(text) == nil)
    }

    @Test func `the length is counted in characters`() {
        #expect(fault("1234567") == .tooShort(least: 8))
        #expect(fault("violet tide", least: 15) == .tooShort(least: 15))
        #expect(fault(String(repeating: "é", count: 128)) == nil)
        #expect(fault(String(repeating: "é", count: 129)) == .tooLong(most: 128))
    }
}
