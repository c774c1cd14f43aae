import OAuthProtocol
import StorageTesting
import Testing

@Suite struct IdentifierTests {
    @Test(arguments: ["0", "-1", "+1", "01", "1.0", "1e3", " 1", "", "9007199254740992", "99999999999999999999", "١"])
    func `a user id is a positive integer below 2 to the 53rd in its only form`(text: String) {
        #expect(UserID(decimal: text) == nil)
    }

    @Test func `user ids are random and in range`() {
        let entropy = Entropy.seeded(53)
        let ids = (0..<1000).map { _ in UserID(from: entropy) }
        #expect(Set(ids).count == 1000)
        #expect(ids.allSatisfy { UserID(decimal: $0.description) == $0 })
        #expect(UserID(9_007_199_254_740_991)?.description == "9007199254740991")
    }

    @Test func `a client id is compared octet for octet`() {
        // U+212A KELVIN SIGN is canonically equivalent to K, and another identifier all the same.
        #expect(ClientID("Key") == ClientID("Key"))
        #expect(ClientID("\u{212a}ey") != ClientID("Key"))
        #expect(ClientID("e\u{301}") != ClientID("\u{e9}"))
        #expect(Set([ClientID("\u{212a}ey"), ClientID("Key")]).count == 2)
    }

    @Test func `identifiers of one second lie together and read back`() throws {
        let entropy = Entropy.seeded()
        let first = DelegationID(at: Timestamp(1_800_000_000), from: entropy)
        let second = DelegationID(at: Timestamp(1_800_000_000), from: entropy)
        #expect(first != second)
        #expect(first.octets.prefix(5) == second.octets.prefix(5))
        #expect(DelegationID(text: first.description) == first)
        #expect(DelegationID(text: first.description + "A") == nil)
        #expect(DelegationID(text: String(first.description.dropLast()) + "_") == nil)
    }

    @Test func `time saturates and never traps`() {
        #expect(Timestamp(.max) + 1 == Timestamp(.max))
        #expect(Timestamp(.min) - 1 == Timestamp(.min))
        #expect(Timestamp(.max).seconds(since: Timestamp(.min)) == .max)
        #expect(Timestamp(.min).seconds(since: Timestamp(.max)) == .min)
        #expect(Timestamp(0) - .min == Timestamp(.max))
    }
}
