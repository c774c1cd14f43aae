import OAuthProtocol
import Storage
import StorageTesting
import Testing

@testable import Identity

/// Making an account for oneself.
struct SelfRegistrationTests {
    private let fixture: IdentityFixture

    init() throws {
        fixture = try IdentityFixture()
    }

    private func registration(_ hasher: PasswordHasher? = nil) -> SelfRegistration {
        SelfRegistration(
            accounts: Accounts(users: fixture.store, hasher: hasher ?? fixture.hasher, entropy: fixture.entropy),
            users: fixture.store, signIn: fixture.signIn, attempts: fixture.store, entropy: fixture.entropy,
            mac: IdentityFixture.mac)
    }

    private func wanted(
        _ username: String = "ada", email: String? = nil, name: String = "", password: String = "correct horse"
    ) -> WantedAccount {
        WantedAccount(
            username: username, email: email ?? "\(username)@example.com", name: name, password: Secret(password))
    }

    private func create(
        _ wanted: WantedAccount, from address: String = "192.0.2.1", after seconds: Int64 = 0
    ) async throws -> SelfRegistration.Outcome {
        try await registration().create(wanted, from: address, at: start + seconds)
    }

    private func faults(_ wanted: WantedAccount) async throws -> [SelfRegistration.Fault] {
        guard case .refused(let faults) = try await create(wanted) else { return [] }
        return faults
    }

    @Test func `the account is there, with an address that nobody has verified`() async throws {
        guard case .created(let created) = try await create(wanted(name: "Ada  Lovelace")) else {
            Issue.record("no account")
            return
        }
        let user = created.user
        #expect(user.username == "ada" && user.name == "Ada Lovelace" && user.email == "ada@example.com")
        #expect(!user.emailVerified && !user.disabled && user.claims.members.isEmpty)
        #expect(try await fixture.attempt("ada", "correct horse") == .signedIn("ada"))
        #expect(DeviceCookie(created.device.exposed).device(of: user.id, mac: IdentityFixture.mac) != nil)
    }

    @Test func `everything that is wrong is said at once`() async throws {
        let bad = wanted("a b", email: "nowhere", name: "a\nb", password: "short")
        #expect(
            try await faults(bad) == [.usernameInvalid, .emailInvalid, .nameInvalid, .password(.tooShort(least: 8))])
        #expect(
            try await faults(wanted(password: String(repeating: "x", count: 129))) == [.password(.tooLong(most: 128))])
        #expect(try await faults(wanted(email: "")) == [.emailInvalid])
        #expect(try await faults(wanted(password: "1234567")) == [.password(.tooShort(least: 8))])
        #expect(try await fixture.accounts.list().isEmpty)
    }

    @Test func `a form that is sent twice makes one account and lets its person in`() async throws {
        let outcomes = try await race(2) { _ in try await create(wanted()) }
        var users: Set<UserID> = []
        for outcome in outcomes {
            guard case .created(let created) = outcome else { continue }
            users.insert(created.user.id)
        }
        #expect(users.count == 1 && outcomes.count == 2)
        #expect(try await fixture.accounts.list().count == 1)
        guard case .created = try await create(wanted(), after: 599) else {
            Issue.record("the same form made another account")
            return
        }
    }

    @Test func `a taken name lets nobody in with another password or address, or much later`() async throws {
        _ = try await create(wanted())
        #expect(try await faults(wanted(password: "battery staple")) == [.usernameTaken])
        #expect(try await faults(wanted(email: "mallory@example.com")) == [.usernameTaken])
        guard case .refused([.usernameTaken]) = try await create(wanted(), after: 600) else {
            Issue.record("the form was good for too long")
            return
        }
    }

    @Test func `a name or an address that somebody signs in with is taken`() async throws {
        try await fixture.add("bob", email: "bob@example.org")
        #expect(try await faults(wanted("BOB")) == [.usernameTaken])
        #expect(try await faults(wanted("bob@example.org", email: "bob@example.org")) == [.usernameTaken])
        #expect(try await faults(wanted("carol", email: "BOB@example.org")) == [.emailTaken])
    }

    @Test(arguments: ["1", "1335822289972980", "9007199254740991"])
    func `a name that reads as somebody's identifier is not to be had`(username: String) async throws {
        #expect(try await faults(wanted(username, email: "mallory@example.com")) == [.usernameInvalid])
        #expect(try await fixture.accounts.list().isEmpty)
    }

    @Test(arguments: [
        ("boss@corp.example", "mallory@example.com"), ("boss@corp.example", "boss@corp.example.org"),
        ("boss@", "mallory@example.com"), ("@boss", "mallory@example.com"), ("b@ss", "b@ss@example.com"),
        ("boss@\u{301}corp.example", "mallory@example.com"),
    ])
    func `a name with an at sign that is not the person's own address is not to be had`(
        username: String, email: String
    ) async throws {
        #expect(try await faults(wanted(username, email: email)).contains(.usernameInvalid))
        #expect(try await fixture.accounts.list().isEmpty)
    }

    @Test func `the own address is a good name, however it is written`() async throws {
        let own = wanted("Zoe\u{308}@Example.com", email: "zo\u{eb}@example.COM")
        guard case .created(let created) = try await create(own) else {
            Issue.record("no account")
            return
        }
        #expect(created.user.username == "Zo\u{eb}@Example.com" && !created.user.emailVerified)
    }

    @Test func `ten attempts from one address, then one an hour`() async throws {
        for number in 0..<10 {
            guard case .created = try await create(wanted("user\(number)")) else {
                Issue.record("refused at \(number)")
                return
            }
        }
        guard case .throttled(let seconds) = try await create(wanted("user10")) else {
            Issue.record("an eleventh account")
            return
        }
        #expect(seconds == 3600)
        guard case .created = try await create(wanted("user10"), from: "198.51.100.1") else {
            Issue.record("another address was throttled too")
            return
        }
        guard case .created = try await create(wanted("user11"), after: 3600) else {
            Issue.record("still throttled after an hour")
            return
        }
        guard case .throttled = try await create(wanted("user12"), after: 3601) else {
            Issue.record("two in an hour")
            return
        }
    }

    @Test func `a form that is sent again uses up none of the ten, not even where it was the last`() async throws {
        let registration = registration()
        for number in 0..<10 {
            let form = wanted("user\(number)")
            // At once, as by a double click, and once more later.
            let outcomes = try await race(3) { _ in try await registration.create(form, from: "192.0.2.1", at: start) }
            for outcome in outcomes + [try await create(form, after: 60)] {
                guard case .created(let created) = outcome, created.user.username == form.username else {
                    Issue.record("\(form.username) came to \(outcome)")
                    continue
                }
            }
        }
        #expect(try await fixture.accounts.list().count == 10)
        guard case .throttled = try await create(wanted("user10")) else {
            Issue.record("an eleventh account")
            return
        }
        // Not a way to guess either.
        guard case .throttled = try await create(wanted("user9", password: "battery staple")) else {
            Issue.record("a wrong password was judged as a form that is sent again")
            return
        }
    }

    @Test func `a taken name counts, a mistake does not`() async throws {
        try await fixture.add("bob")
        for _ in 0..<20 { _ = try await create(wanted(password: "short")) }
        for _ in 0..<10 { #expect(try await faults(wanted("bob")) == [.usernameTaken]) }
        guard case .throttled = try await create(wanted("bob")) else {
            Issue.record("one could go on asking")
            return
        }
    }

    @Test func `racing makes no more accounts than asking in turn`() async throws {
        let registration = registration()
        let made = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<40 {
                let wanted = wanted("racer\(number)")
                group.addTask {
                    if case .created = try await registration.create(wanted, from: "192.0.2.1", at: start) {
                        true
                    } else {
                        false
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(made <= 10)
        #expect(try await fixture.accounts.list().count == made)
    }

    @Test func `all addresses of one household are one`() async throws {
        for number in 0..<10 { _ = try await create(wanted("user\(number)"), from: "2001:db8::\(number)") }
        guard case .throttled = try await create(wanted("user10"), from: "2001:db8::ffff") else {
            Issue.record("another address of the same network made an account")
            return
        }
    }

    @Test func `an attempt that the pool turned away does not count`() async throws {
        let hasher = try PasswordHasher(memory: 8192, passes: 1, threads: 1, waiting: 0)
        let release = hasher.occupy(threads: 1, for: .newAccount)
        for _ in 0..<20 {
            guard case .busy = try await registration(hasher).create(wanted(), from: "192.0.2.1", at: start) else {
                Issue.record("not busy")
                return
            }
        }
        release()
        guard case .created = try await create(wanted()) else {
            Issue.record("throttled by attempts that were never judged")
            return
        }
    }

    @Test(arguments: [MemoryStore.Call.commitAttempt, .findUserByLogin, .commitNewUser])
    func `a store that fails is heard`(call: MemoryStore.Call) async throws {
        fixture.store.fail(call)
        await #expect(throws: StorageError.self) { try await create(wanted()) }
        fixture.store.fail(nil)
        #expect(try await fixture.accounts.list().isEmpty)
    }
}
