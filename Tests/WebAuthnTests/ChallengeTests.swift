import Crypto
import OAuthProtocol
import Synchronization
import Testing
import WebAuthn

@Suite struct ChallengeTests {
    private static let now = Timestamp(1_700_000_000)
    private static let browser = [UInt8](repeating: 1, count: 16)

    private static func mac(_ key: UInt8) -> @Sendable ([UInt8]) -> [UInt8] {
        { input in
            let key = SymmetricKey(data: [UInt8](repeating: key, count: 32))
            return Array(HMAC<SHA256>.authenticationCode(for: input, using: key))
        }
    }

    private func challenge(
        for ceremony: Ceremony = .registration, browser: [UInt8] = browser, context: [UInt8] = [7], key: UInt8 = 1
    ) -> Challenge {
        Challenge(for: ceremony, browser: browser, context: context, mac: Self.mac(key))
    }

    private let issued: [UInt8]

    init() {
        issued = Challenge(for: .registration, browser: Self.browser, context: [7], mac: Self.mac(1))
            .issue(at: Self.now, from: .counting)
    }

    @Test func `a challenge is the moment, chance and a MAC`() {
        #expect(issued.count == 56)
        #expect(Array(issued.prefix(8)) == [0, 0, 0, 0, 0x65, 0x53, 0xf1, 0x00])
        #expect(Array(issued[8..<24]) == [UInt8](1...16))
        #expect(challenge().verify(issued, at: Self.now))
        let entropy = Entropy.counting
        #expect(challenge().issue(at: Self.now, from: entropy) != challenge().issue(at: Self.now, from: entropy))
    }

    @Test(
        arguments: [
            (-61, false), (-60, true), (-1, true), (0, true), (1, true), (299, true), (300, true), (301, false),
            (100_000, false), (-100_000, false), (.max, false), (.min, false),
        ] as [(Int64, Bool)])
    func `it is good for 300 seconds, and for a clock that was a little ahead`(later: Int64, isGood: Bool) {
        #expect(challenge().verify(issued, at: Self.now + later) == isGood)
    }

    @Test func `it is bound to the ceremony, the browser, the context and the key`() {
        #expect(!challenge(for: .authentication).verify(issued, at: Self.now))
        #expect(!challenge(browser: Self.browser.dropLast() + [2]).verify(issued, at: Self.now))
        #expect(!challenge(browser: []).verify(issued, at: Self.now))
        #expect(!challenge(context: [8]).verify(issued, at: Self.now))
        #expect(!challenge(context: []).verify(issued, at: Self.now))
        #expect(!challenge(key: 2).verify(issued, at: Self.now))
    }

    /// The browser's octets and those of the context, parted elsewhere.
    @Test func `no part lends octets to the next`() {
        for (browser, context) in [
            (Self.browser + [7], []), (Self.browser.dropLast(), [1, 7]), ([], Self.browser + [7]),
        ] as [([UInt8], [UInt8])] {
            #expect(!challenge(browser: browser, context: context).verify(issued, at: Self.now))
        }
    }

    @Test func `one that was changed anywhere, cut off or goes on is refused`() {
        for index in issued.indices {
            for bit in 0..<8 {
                var changed = issued
                changed[index] ^= 1 << UInt8(bit)
                #expect(!challenge().verify(changed, at: Self.now))
            }
        }
        for length in 0..<issued.count {
            #expect(!challenge().verify(Array(issued.prefix(length)), at: Self.now))
        }
        #expect(!challenge().verify(issued + [0], at: Self.now))
    }

    @Test(arguments: [0, 31, 33, 64])
    func `a MAC of another length makes no challenge`(length: Int) {
        let odd = Challenge(for: .registration, browser: [], context: []) { _ in [UInt8](repeating: 0, count: length) }
        #expect(!odd.verify(odd.issue(at: Self.now, from: .counting), at: Self.now))
    }

    @Test(arguments: [0, -1, .max, .min, 1] as [Int64])
    func `any moment can be written and read`(seconds: Int64) {
        let moment = Timestamp(seconds)
        #expect(challenge().verify(challenge().issue(at: moment, from: .counting), at: moment))
    }

    @Test func `a whole ceremony goes by it`() throws {
        let challenge = challenge()
        var said = SaidOnRegistration(by: .es256)
        said.client.challenge = Base64URL.encode(issued)
        let response = try RegistrationResponse(json: said.object.octets)
        _ = try Fixture.relyingParty.judge(response, requiresUserVerification: true) {
            challenge.verify($0, at: Self.now + 10)
        }
        #expect(throws: WebAuthnError.wrongChallenge) {
            try Fixture.relyingParty.judge(response, requiresUserVerification: true) {
                challenge.verify($0, at: Self.now + 301)
            }
        }
    }
}

extension Entropy {
    /// 1, 2, 3 and so on, from the beginning for each.
    fileprivate static var counting: Entropy {
        let last = Last()
        return Entropy { count in last.next(count) }
    }

    private final class Last: Sendable {
        private let number = Mutex<UInt8>(0)

        func next(_ count: Int) -> [UInt8] {
            number.withLock { number in
                (0..<count).map { _ in
                    number &+= 1
                    return number
                }
            }
        }
    }
}
