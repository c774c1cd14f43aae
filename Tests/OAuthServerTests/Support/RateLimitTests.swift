import OAuthProtocol
import OAuthServer
import Testing

@Suite struct RateLimitTests {
    private let now = Timestamp(1_700_000_000)

    private func wait(_ limit: RateLimit, _ address: String?, at moment: Timestamp) -> Int64? {
        do throws(OAuthError) {
            try limit.count(address, at: moment)
            return nil
        } catch {
            return error.retryAfter
        }
    }

    @Test func `a network has so many a minute, and then waits for the minute to end`() {
        let limit = RateLimit(most: 3)
        for _ in 0..<3 { #expect(wait(limit, "192.0.2.1", at: now) == nil) }
        #expect(wait(limit, "192.0.2.1", at: now + 20) == 40)
        #expect(wait(limit, "192.0.2.2", at: now) == nil)
        #expect(wait(limit, nil, at: now) == nil)
        #expect(wait(limit, "192.0.2.1", at: now + 60) == nil)
    }

    @Test func `a rented network has sixteen times as much, and one that is refused takes nothing from its neighbours`()
    {
        let limit = RateLimit(most: 3)
        for _ in 0..<1000 { _ = wait(limit, "2001:db8:1:1::1", at: now) }
        var free = 0
        for number in 2..<100 where wait(limit, "2001:db8:1:\(number)::1", at: now) == nil { free += 1 }
        #expect(free == 3 * 16 - 3)
        #expect(wait(limit, "2001:db8:2:1::1", at: now) == nil)
    }

    @Test func `a clock that was ahead keeps nobody out when it is right again`() {
        let limit = RateLimit(most: 1)
        let ahead = now + 86_400
        _ = wait(limit, "192.0.2.1", at: ahead)
        #expect(wait(limit, "192.0.2.1", at: ahead) == 60)
        #expect(wait(limit, "192.0.2.1", at: now) == nil)
        #expect(wait(limit, "192.0.2.1", at: now) == 60)
        // A request whose second was read before another's opens no new window.
        #expect(wait(limit, "192.0.2.1", at: now + -1) == 61)
    }
}
