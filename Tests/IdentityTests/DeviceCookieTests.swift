import OAuthProtocol
import Testing

@testable import Identity

struct DeviceCookieTests {
    private let alice: UserID
    private let mallory: UserID
    private let genuine: String

    init() throws {
        alice = try #require(UserID(9_007_199_254_740_991))
        mallory = try #require(UserID(1))
        genuine =
            DeviceCookie.issue(for: alice, from: IdentityFixture.countingEntropy(), mac: IdentityFixture.mac).exposed
    }

    private func device(_ text: String, of user: UserID) -> [UInt8]? {
        DeviceCookie(text).device(of: user, mac: IdentityFixture.mac)
    }

    @Test func `a genuine cookie tells its browser, to its own account only`() {
        #expect(device(genuine, of: alice)?.count == 16)
        #expect(device(genuine, of: alice) == device(genuine, of: alice))
        #expect(device(genuine, of: mallory) == nil)
    }

    @Test func `two browsers of one person are told apart`() {
        let entropy = IdentityFixture.countingEntropy()
        let cookies = (1...2).map { _ in DeviceCookie.issue(for: alice, from: entropy, mac: IdentityFixture.mac).exposed
        }
        #expect(device(cookies[0], of: alice) != device(cookies[1], of: alice))
    }

    @Test func `every truncation, every extension and every bit flip is refused`() throws {
        for length in 0..<genuine.count {
            #expect(device(String(genuine.prefix(length)), of: alice) == nil)
        }
        for tail in ["A", "AA", "AAAA", "=", ".", "\0", genuine] {
            #expect(device(genuine + tail, of: alice) == nil)
            #expect(device(tail + genuine, of: alice) == nil)
        }
        let octets = try #require(Base64URL.decode(genuine))
        for bit in 0..<(octets.count * 8) {
            var flipped = octets
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(device(Base64URL.encode(flipped), of: alice) == nil)
        }
    }

    @Test func `a cookie under another key is refused`() {
        let other: @Sendable ([UInt8]) -> [UInt8] = { IdentityFixture.mac([0] + $0) }
        let cookie = DeviceCookie.issue(for: alice, from: IdentityFixture.countingEntropy(), mac: other).exposed
        #expect(device(cookie, of: alice) == nil)
    }

    @Test func `a cookie shows itself to nobody`() {
        let shown = String(describing: DeviceCookie(genuine)) + String(reflecting: DeviceCookie(genuine))
        #expect(!shown.contains(genuine))
    }
}
