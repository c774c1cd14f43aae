import OAuthProtocol
import Storage
import StorageTesting
import Testing

@testable import Identity

struct AccountsTests {
    private let fixture: IdentityFixture

    init() throws {
        fixture = try IdentityFixture()
    }

    @Test func `an account is found by identifier, user name and address, letter case aside`() async throws {
        let user = try await fixture.accounts.add(
            username: "Zoé", email: "Zoe@example.com", name: " Zoé  Doe ", emailVerified: true,
            password: Secret("correct horse"), at: start)
        #expect(user.id.number > 0)
        #expect(user.name == "Zoé Doe")
        #expect(user.emailVerified)
        for name in [user.id.description, "zoe\u{301}", "ZOÉ", "zoe@EXAMPLE.com"] {
            #expect(try await fixture.accounts.find(nameOrID: name) == user)
        }
        #expect(try await fixture.accounts.find(nameOrID: "zoe") == nil)
    }

    @Test(arguments: [
        "", " \n", "a b", "alice\u{0}", "a\u{0}b", "a\u{202e}b", "a\u{200b}b", "a\u{a0}b", "a\u{2800}b", "a\u{e000}b",
        String(repeating: "a", count: 65), String(repeating: "a", count: 5000), "1", "1335822289972980",
        "9007199254740991",
    ])
    func `a user name that cannot be seen or told apart is refused`(username: String) async throws {
        let error = await #expect(throws: AccountError.self) {
            try await fixture.accounts.add(username: username, at: start)
        }
        guard case .username = error else {
            Issue.record("refused for another reason: \(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        "a", "alice.o'neill+x@example.com", "日本語", String(repeating: "é", count: 64), "0", "007", "1a",
        "9007199254740992",
    ])
    func `any other user name is as good`(username: String) async throws {
        #expect(try await fixture.accounts.add(username: username, at: start).username == username)
    }

    @Test(arguments: [" ada ", "ada\n", "\u{a0}\u{3000}ada\t", "\u{feff}ada\u{200b}", "\u{202a}ada\u{202c}"])
    func `white space around a user name and an address is not kept, and does not count at sign-in`(
        typed: String
    ) async throws {
        let address = typed.replacing("ada", with: "ada@example.com")
        let user = try await fixture.accounts.add(
            username: typed, email: address, password: Secret(" correct horse "), at: start)
        #expect(user.username == "ada" && user.email == "ada@example.com")
        for login in [typed, "ada", address] {
            #expect(try await fixture.attempt(login, " correct horse ") == .signedIn("ada"))
            #expect(try await fixture.accounts.find(nameOrID: login)?.id == user.id)
        }
        #expect(try await fixture.attempt(typed, "correct horse") == .wrong, "a password is what was typed")
    }

    @Test(arguments: [
        "", "alice", "@example.com", "alice@", "a@b@c", "a b@example.com", "alice@example..com", "alice@-example.com",
        "alice@.com", "<alice@example.com>", "alice@example.com\r\nBcc: x", "\"alice\"@example.com",
        String(repeating: "a", count: 65) + "@example.com", "a@" + String(repeating: "example.", count: 40) + "com",
    ])
    func `what does not look like an address is refused`(email: String) async throws {
        let error = await #expect(throws: AccountError.self) {
            try await fixture.accounts.add(username: "alice", email: email, at: start)
        }
        guard case .email = error else {
            Issue.record("refused for another reason: \(String(describing: error))")
            return
        }
    }

    @Test(arguments: ["", String(repeating: "a", count: 129)])
    func `a password that is empty or too long is refused with the reason in the message`(password: String) async throws
    {
        let error = await #expect(throws: AccountError.self) {
            try await fixture.accounts.add(username: "alice", password: Secret(password), at: start)
        }
        let said = error?.description ?? ""
        #expect(said.contains(password.isEmpty ? "empty" : "128"))
        #expect(try await fixture.accounts.list().isEmpty)
    }

    @Test func `a short password is taken, and advised against`() async throws {
        let password = Secret("1234567")
        try await fixture.accounts.add(username: "alice", password: password, at: start)
        #expect(PasswordRule.advice(on: password)?.contains("8") == true)
        #expect(PasswordRule.advice(on: Secret("12345678")) == nil)
    }

    @Test(arguments: ["Line\nbreak", "Turned \u{202e}around", String(repeating: "a", count: 257)])
    func `a name that would disturb the page around it is refused`(name: String) async throws {
        await #expect(throws: AccountError.self) {
            try await fixture.accounts.add(username: "alice", name: name, at: start)
        }
    }

    @Test func `nobody can take a name or an address that another signs in with`() async throws {
        try await fixture.add("alice", email: "alice@example.com")
        try await fixture.add("bob@example.com")
        await #expect(throws: AccountError.usernameTaken) { try await fixture.add("ALICE") }
        await #expect(throws: AccountError.usernameTaken) { try await fixture.add("Alice@example.com") }
        await #expect(throws: AccountError.emailTaken) { try await fixture.add("carol", email: "ALICE@example.com") }
        await #expect(throws: AccountError.emailTaken) { try await fixture.add("carol", email: "bob@example.com") }
    }

    @Test func `one's own address may be one's user name`() async throws {
        try await fixture.add("alice@example.com", email: "alice@example.com")
        #expect(try await fixture.attempt("alice@example.com", "correct horse") == .signedIn("alice@example.com"))
    }

    @Test func `a new password is in force at once and ends the sessions of the old one`() async throws {
        let user = try await fixture.add("alice")
        let cookie = Secret("cookie")
        _ = try await fixture.sessions().begin(
            fixture.signedIn(user), under: cookie.digest, replacing: Secret("before").digest, continuing: nil,
            userAgent: nil,
            address: "192.0.2.1", at: start)
        try await fixture.accounts.setPassword(Secret("battery staple"), of: user.id, at: start + 10)
        #expect(try await fixture.sessions().find(cookie: cookie, at: start + 10) == nil)
        #expect(try await fixture.attempt("alice", "correct horse") == .wrong)
        #expect(try await fixture.attempt("alice", "battery staple") == .signedIn("alice"))
    }

    @Test func `an account that is not there cannot be changed`() async throws {
        let nobody = try #require(UserID(42))
        await #expect(throws: AccountError.unknown) { try await fixture.accounts.remove(nobody, at: start) }
        await #expect(throws: AccountError.unknown) {
            try await fixture.accounts.setDisabled(true, of: nobody, at: start)
        }
        await #expect(throws: AccountError.unknown) {
            try await fixture.accounts.setPassword(Secret("correct horse"), of: nobody, at: start)
        }
    }

    @Test func `a store that fails is heard`() async throws {
        let user = try await fixture.add("alice")
        let failure = StorageError(.unavailable, "")
        fixture.store.fail(.commitNewUser)
        await #expect(throws: AccountError.storage(failure)) { try await fixture.add("bob") }
        fixture.store.fail(.commitRemovalOfUser)
        await #expect(throws: AccountError.storage(failure)) { try await fixture.accounts.remove(user.id, at: start) }
        fixture.store.fail(.findUserByLogin)
        await #expect(throws: failure) { try await fixture.accounts.find(nameOrID: "alice") }
        fixture.store.fail(.commitAttempt)
        await #expect(throws: failure) { try await fixture.attempt("alice", "correct horse") }
        fixture.store.fail(.findSession)
        await #expect(throws: failure) {
            try await fixture.sessions().find(cookie: Secret(String(repeating: "a", count: 43)), at: start)
        }
    }
}
