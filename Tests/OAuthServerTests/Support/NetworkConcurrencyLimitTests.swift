import OAuthProtocol
import Testing

@testable import OAuthServer

/// How many places the callers of one network hold at once.
struct NetworkConcurrencyLimitTests {
    /// How many of `times` places are given.
    private func taken(_ limit: NetworkConcurrencyLimit, _ address: String, times: Int) -> Int {
        (0..<times).count { _ in (try? limit.take(address)) != nil }
    }

    @Test func `a household has eight, and a rented network of many has sixteen`() {
        let limit = NetworkConcurrencyLimit()
        #expect(taken(limit, "192.0.2.1", times: 20) == 8)
        #expect(taken(limit, "192.0.2.2", times: 20) == 8)
        let rented = (0..<20).map { taken(limit, "2001:db8:1:\($0)::1", times: 3) }
        #expect(rented.reduce(0, +) == 16)
        #expect(taken(limit, "2001:db8:2::1", times: 20) == 8)
    }

    @Test func `what is left can be taken again, and what was refused counts for nobody`() throws {
        let limit = NetworkConcurrencyLimit()
        let leave = try limit.take("2001:db8:1:1::1")
        #expect(taken(limit, "2001:db8:1:1::1", times: 20) == 7)
        #expect(taken(limit, "2001:db8:1:2::1", times: 20) == 8)
        #expect(taken(limit, "2001:db8:1:3::1", times: 1) == 0)
        leave()
        #expect(taken(limit, "2001:db8:1:3::1", times: 20) == 1)
    }
}
