import OAuthProtocol
import Storage
import Testing

@testable import Identity

/// Accounts that are drawn up from what somebody else says.
@Suite struct AccountProvisioningTests {
    private let fixture: IdentityFixture

    init() throws {
        fixture = try IdentityFixture()
    }

    private func account(_ person: ProvisionedPerson) async throws -> UserRecord {
        try await AccountProvisioning(users: fixture.store, entropy: fixture.entropy).account(for: person, at: start)
    }

    @Test(
        arguments: [
            ("grace", nil, "grace"), ("Grace", "g@corp.example", "Grace"), ("grace@corp.example", nil, "grace"),
            (nil, "grace@corp.example", "grace"), ("", "grace@corp.example", "grace"), (nil, nil, "user"),
            ("@corp.example", nil, "user"), ("12345", nil, "user"), ("12345", "grace@x.example", "grace"),
            ("grace hopper", nil, "gracehopper"), ("gr\u{200b}ace\n\u{202e}", nil, "grace"),
            ("gra\u{0308}ce", nil, "gr\u{e4}ce"), ("\u{7}", nil, "user"),
        ] as [(String?, String?, String)])
    func `a user name is as near to the wanted one as the rules allow`(
        wanted: String?, email: String?, expected: String
    ) async throws {
        let made = try await account(ProvisionedPerson(username: wanted, email: email))
        #expect(made.username.unicodeScalars.elementsEqual(expected.unicodeScalars))
        #expect(try AccountRules.username(made.username) == made.username)
    }

    @Test func `a long name is cut, and there is room for what makes it unlike others`() async throws {
        let long = String(repeating: "x", count: 9000)
        let first = try await account(ProvisionedPerson(username: long))
        #expect(first.username.count == 56)
        try await fixture.add(first.username)
        let second = try await account(ProvisionedPerson(username: long))
        #expect(second.username.count == 62)
        #expect(try AccountRules.username(second.username) == second.username)
    }

    @Test func `what another account has is left to it`() async throws {
        try await fixture.add("grace", email: "grace@corp.example")
        let made = try await account(
            ProvisionedPerson(username: "GRACE", email: "Grace@corp.example", name: "Grace"))
        #expect(made.username.hasPrefix("GRACE-"))
        #expect(made.email == nil && made.name == "Grace")
        // An address that is somebody's user name is theirs as well.
        try await fixture.add("boss@corp.example")
        #expect(try await account(ProvisionedPerson(email: "boss@corp.example")).email == nil)
    }

    @Test(arguments: [
        "no address", "a@b@c", "a b@c.example", "<a@b.example>", "@b.example", String(repeating: "a", count: 300),
    ])
    func `what is not an address is left out`(email: String) async throws {
        #expect(try await account(ProvisionedPerson(email: email)).email == nil)
    }

    @Test func `an address is kept, and is not taken for proved`() async throws {
        let made = try await account(ProvisionedPerson(email: "grace@corp.example"))
        #expect(made.email == "grace@corp.example" && !made.emailVerified)
    }

    @Test func `a name that cannot be shown is left out`() async throws {
        #expect(try await account(ProvisionedPerson(name: "Grace\u{202e}\u{7}")).name == nil)
        #expect(try await account(ProvisionedPerson(name: String(repeating: "x", count: 257))).name == nil)
        #expect(try await account(ProvisionedPerson(name: "  Grace   Hopper ")).name == "Grace Hopper")
        #expect(try await account(ProvisionedPerson(name: " ")).name == nil)
    }
}
