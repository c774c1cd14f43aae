import OAuthProtocol
import Testing

@Suite struct ScopeTests {
    @Test func `values stand between spaces, each once, in the order asked for`() {
        #expect(Scope("b  a b c ")?.values == ["b", "a", "c"])
        #expect(Scope("")?.isEmpty == true)
        #expect(Scope("b a")?.description == "b a")
    }

    @Test(arguments: ["a\"b", "a\\b", "a\tb", "a\nb", "é", "a\u{7f}", "\0", "a\u{a0}b"])
    func `a character that RFC 6749 does not allow makes the whole unreadable`(text: String) {
        #expect(Scope(text) == nil)
    }

    @Test func `every character that it does allow is kept`() {
        let all = String(decoding: [0x21] + Array(UInt8(0x23)...0x5b) + Array(0x5d...0x7e), as: UTF8.self)
        #expect(Scope(all)?.values == [all])
    }

    @Test func `letter case makes another scope`() {
        #expect(Scope("Admin")?.isSubset(of: Scope(["admin"])) == false)
    }

    @Test func `sets behave as sets`() {
        let (ab, bc) = (Scope(["a", "b"]), Scope(["b", "c"]))
        #expect(ab.intersection(bc).values == ["b"])
        #expect(ab.union(bc).values == ["a", "b", "c"])
        #expect(ab.grantsTheSame(as: Scope(["b", "a"])))
        #expect(!ab.grantsTheSame(as: bc))
        #expect(Scope.none.isSubset(of: ab))
    }
}
