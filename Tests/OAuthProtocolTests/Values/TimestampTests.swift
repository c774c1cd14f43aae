import OAuthProtocol
import Testing

@Suite struct TimestampTests {
    private let now = Timestamp(1_700_000_000)

    @Test(arguments: [(-1, false), (0, false), (1, true), (600, true), (660, true), (661, false), (86_400, false)])
    func `a moment that is further off than any can be does not count`(seconds: Int64, isAhead: Bool) {
        #expect((now + seconds).isAhead(of: now, byAtMost: 600) == isAhead)
    }

    @Test func `the end of time is never ahead`() {
        #expect(!Timestamp(.max).isAhead(of: now, byAtMost: 86_400))
        #expect(Timestamp(.max).isAhead(of: now, byAtMost: .max - 60))
    }

    @Test(arguments: [(0, true), (600, true), (601, false), (-1, true), (-60, true), (-61, false), (-86_400, false)])
    func `what is yet to come is not known to be recent`(ago: Int64, isRecent: Bool) {
        #expect((now - ago).isRecent(at: now, within: 600) == isRecent)
    }
}
