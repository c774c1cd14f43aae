import OAuthProtocol
import StorageTesting
import Testing

@Suite struct UserCodeTests {
    @Test(arguments: [
        "WDJB-MJHT", "wdjb-mjht", "WDJBMJHT", " w d j b m j h t ", "WDJB\u{2013}MJHT", "w.d.j.b/m_j:h~t!",
        "WDJB\u{a0}MJHT",
        "\u{ff37}\u{ff24}\u{ff2a}\u{ff22}\u{ff0d}\u{ff4d}\u{ff4a}\u{ff48}\u{ff54}", "\u{201c}WDJB-MJHT\u{201d}\n",
    ])
    func `a code is read however a person writes it`(typed: String) {
        #expect(UserCode(typed: typed)?.exposed == "WDJB-MJHT")
    }

    @Test(arguments: [
        "", "-", "WDJB-MJH", "WDJB-MJHTT", "WDJB-MJHA", "WDJB-MJH0", "WDJB-MJH\u{665}", "\u{412}DJB-MJHT", "WDJB-MJHT1",
        "WDJB-MJH\u{131}", "WDJB-MJHTé",
    ])
    func `what cannot be a code is none`(typed: String) {
        #expect(UserCode(typed: typed) == nil)
    }

    @Test func `codes are made of twenty letters, each as often as the others, and read back`() {
        let entropy = Entropy.seeded(28)
        var counts: [Character: Int] = [:]
        for _ in 0..<5_000 {
            let code = UserCode(from: entropy)
            #expect(UserCode(typed: code.exposed) == code)
            for letter in code.exposed where letter != "-" { counts[letter, default: 0] += 1 }
        }
        #expect(String(counts.keys.sorted()) == "BCDFGHJKLMNPQRSTVWXZ")
        // 2000 of each are to be expected; five standard deviations are 218.
        #expect(counts.values.allSatisfy { (1_782...2_218).contains($0) })
    }

    @Test func `a code does not describe itself`() throws {
        let code = try #require(UserCode(typed: "WDJB-MJHT"))
        #expect("\(code) \(String(reflecting: code)) \([code])".contains("WDJB") == false)
    }
}
