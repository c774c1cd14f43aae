import OAuthProtocol
import Storage
import StorageTesting
import Testing

@testable import Identity

/// Changing what is known of a person.
struct ProfileChangeTests {
    private let fixture: IdentityFixture
    private let later = start + 60

    init() throws {
        fixture = try IdentityFixture()
    }

    private func ada() async throws -> UserRecord {
        try await fixture.accounts.add(
            username: "ada", email: "ada@example.com", name: "Ada", emailVerified: true,
            claims: [Claim("phone_number", .string("+44 1")), Claim("phone_number_verified", .bool(true))],
            password: Secret("correct horse"), at: start)
    }

    @Test func `what is mentioned changes, and when; the rest stays`() async throws {
        let user = try await ada()
        let changed = try await fixture.accounts.update(
            user.id, ProfileChange(name: "Ada King", claims: [Claim("given_name", .string("Ada"))]), at: later)
        var expected = user
        expected.name = "Ada King"
        expected.claims["given_name"] = .string("Ada")
        expected.updatedAt = later
        #expect(changed == expected)
        #expect(try await fixture.accounts.find(nameOrID: "ada") == expected)
        #expect(try await fixture.attempt("ada", "correct horse") == .signedIn("ada"))
    }

    @Test func `a change that changes nothing is none`() async throws {
        let user = try await ada()
        fixture.store.fail(.commitProfile)
        let same = ProfileChange(username: "ada", email: "ada@example.com", emailVerified: true, name: "Ada")
        #expect(try await fixture.accounts.update(user.id, same, at: later) == user)
    }

    @Test func `a claim that is not there cannot be taken away, and those that can are named`() async throws {
        let user = try await ada()
        let error = await #expect(throws: AccountError.self) {
            try await fixture.accounts.update(user.id, ProfileChange(removedClaims: ["phone"]), at: later)
        }
        #expect(
            error?.description
                == "the claim phone is not known of this person: phone_number, phone_number_verified would be")
        try await fixture.add("bob")
        let bob = try #require(try await fixture.accounts.find(nameOrID: "bob"))
        await #expect(throws: AccountError.claim("roles", "is not known of this person, nor is any other")) {
            try await fixture.accounts.update(bob.id, ProfileChange(removedClaims: ["roles"]), at: later)
        }
        #expect(try await fixture.accounts.find(nameOrID: "ada") == user)
    }

    @Test func `another address is unverified, unless it is said to be verified`() async throws {
        let user = try await ada()
        var changed = try await fixture.accounts.update(user.id, ProfileChange(email: "ADA@example.com"), at: later)
        #expect(changed.email == "ADA@example.com" && changed.emailVerified)
        changed = try await fixture.accounts.update(user.id, ProfileChange(email: "ada@example.org"), at: later)
        #expect(changed.email == "ada@example.org" && !changed.emailVerified)
        changed = try await fixture.accounts.update(
            user.id, ProfileChange(email: "ada@example.net", emailVerified: true), at: later)
        #expect(changed.emailVerified)
        changed = try await fixture.accounts.update(user.id, ProfileChange(emailVerified: false), at: later)
        #expect(changed.email == "ada@example.net" && !changed.emailVerified)
    }

    @Test func `an empty address or name takes it away`() async throws {
        let user = try await ada()
        let changed = try await fixture.accounts.update(user.id, ProfileChange(email: "", name: ""), at: later)
        #expect(changed.email == nil && changed.name == nil && !changed.emailVerified)
        await #expect(throws: AccountError.self) {
            try await fixture.accounts.update(user.id, ProfileChange(emailVerified: true), at: later)
        }
        try await fixture.add("bob", email: "ada@example.com")
    }

    @Test func `another number is unverified too`() async throws {
        let user = try await ada()
        let changed = try await fixture.accounts.update(
            user.id, ProfileChange(claims: [Claim("phone_number", .string("+44 2"))]), at: later)
        #expect(changed.claims["phone_number"] == .string("+44 2"))
        #expect(changed.claims["phone_number_verified"] == nil)
        let both = [Claim("phone_number", .string("+44 3")), Claim("phone_number_verified", .bool(true))]
        #expect(
            try await fixture.accounts.update(user.id, ProfileChange(claims: both), at: later)
                .claims["phone_number_verified"] == .bool(true))
        let none = try await fixture.accounts.update(
            user.id, ProfileChange(removedClaims: ["phone_number"]), at: later)
        #expect(none.claims.members.isEmpty)
    }

    @Test func `nobody is renamed to what another signs in with`() async throws {
        let user = try await ada()
        try await fixture.add("bob", email: "bob@example.com")
        for name in ["BOB", "bob@example.com"] {
            await #expect(throws: AccountError.usernameTaken) {
                try await fixture.accounts.update(user.id, ProfileChange(username: name), at: later)
            }
        }
        await #expect(throws: AccountError.emailTaken) {
            try await fixture.accounts.update(user.id, ProfileChange(email: "Bob@example.com"), at: later)
        }
        #expect(try await fixture.accounts.find(nameOrID: "ada") == user)
    }

    @Test func `one's own name may be written otherwise, or become one's address`() async throws {
        let user = try await ada()
        #expect(
            try await fixture.accounts.update(user.id, ProfileChange(username: "Ada"), at: later).username == "Ada")
        let changed = try await fixture.accounts.update(
            user.id, ProfileChange(username: "ada@example.com"), at: later)
        #expect(changed.username == changed.email)
    }

    @Test func `changes at the same moment all count`() async throws {
        let user = try await ada()
        let accounts = fixture.accounts
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<6 {
                group.addTask {
                    try await accounts.update(
                        user.id, ProfileChange(claims: [Claim("claim\(number)", .integer(number))]), at: start + 60)
                }
            }
            try await group.waitForAll()
        }
        #expect(try await fixture.accounts.find(nameOrID: "ada")?.claims.members.count == 8)
    }

    @Test func `sessions go on`() async throws {
        let user = try await ada()
        let cookie = Secret("cookie")
        _ = try await fixture.sessions().begin(
            fixture.signedIn(user), under: cookie.digest, replacing: Secret("before").digest, continuing: nil,
            userAgent: nil,
            address: "192.0.2.1", at: start)
        _ = try await fixture.accounts.update(user.id, ProfileChange(username: "countess"), at: later)
        #expect(try await fixture.sessions().find(cookie: cookie, at: later)?.user.username == "countess")
    }

    @Test func `an account that is not there, and a store that fails, are heard`() async throws {
        let nobody = try #require(UserID(42))
        await #expect(throws: AccountError.unknown) {
            try await fixture.accounts.update(nobody, ProfileChange(name: "x"), at: later)
        }
        let user = try await ada()
        for call in [MemoryStore.Call.commitProfile, .findUserByID, .findUserByLogin] {
            fixture.store.fail(call)
            await #expect(throws: AccountError.storage(StorageError(.unavailable, ""))) {
                try await fixture.accounts.update(user.id, ProfileChange(username: "x"), at: later)
            }
        }
        fixture.store.fail(nil)
        #expect(try await fixture.accounts.find(nameOrID: "ada") == user)
    }
}
