import OAuthProtocol
import Storage
import StorageTesting
import Testing

@testable import Identity

struct SignInTests {
    private let fixture: IdentityFixture

    init() throws {
        fixture = try IdentityFixture()
    }

    @Test func `the right password signs in by user name and by address`() async throws {
        try await fixture.add("alice", email: "alice@example.com")
        #expect(try await fixture.attempt("ALICE", "correct horse") == .signedIn("alice"))
        #expect(try await fixture.attempt("Alice@Example.com", "correct horse") == .signedIn("alice"))
    }

    @Test func `nobody is told what was wrong`() async throws {
        try await fixture.add("alice")
        let disabled = try await fixture.add("bob")
        try await fixture.accounts.setDisabled(true, of: disabled.id, at: start)
        _ = try await fixture.accounts.add(username: "carol", at: start)
        for (username, password) in [
            ("alice", "wrong"), ("alice", ""), ("bob", "correct horse"), ("carol", "correct horse"), ("carol", ""),
            ("nobody", "correct horse"), ("", ""), (String(repeating: "x", count: 8000), "correct horse"),
            ("alice", String(repeating: "x", count: 8000)),
        ] {
            #expect(try await fixture.attempt(username, password) == .wrong)
        }
    }

    @Test(arguments: ["alice", "disabled", "passwordless", "nobody"])
    func `every attempt costs one judgement, whoever it is for`(username: String) async throws {
        let fixture = try IdentityFixture(threads: 1, waiting: 0)
        try await fixture.add("alice")
        let disabled = try await fixture.add("disabled")
        try await fixture.accounts.setDisabled(true, of: disabled.id, at: start)
        _ = try await fixture.accounts.add(username: "passwordless", at: start)
        let release = fixture.hasher.occupy(threads: 1)
        defer { release() }
        #expect(try await fixture.attempt(username, "wrong") == .busy)
    }

    @Test(arguments: ["alice", "nobody"])
    func `five wrong ones from one address block it, and the block grows to an hour`(username: String) async throws {
        try await fixture.add("alice")
        for _ in 1...5 {
            #expect(try await fixture.attempt(username, "wrong") == .wrong)
        }
        var moment: Int64 = 0
        for block: Int64 in [60, 120, 240, 480, 960, 1920, 3600, 3600] {
            #expect(try await fixture.attempt(username, "wrong", after: moment) == .throttled(block))
            #expect(try await fixture.attempt(username, "correct horse", after: moment + block - 1) == .throttled(1))
            moment += block
            #expect(try await fixture.attempt(username, "wrong", after: moment) == .wrong)
        }
    }

    @Test func `the right password after the block signs in and forgets what was counted`() async throws {
        try await fixture.add("alice")
        for _ in 1...5 { _ = try await fixture.attempt("alice", "wrong") }
        #expect(try await fixture.attempt("alice", "correct horse", after: 59) == .throttled(1))
        #expect(try await fixture.attempt("alice", "correct horse", after: 60) == .signedIn("alice"))
        for _ in 1...5 {
            #expect(try await fixture.attempt("alice", "wrong", after: 61) == .wrong)
        }
        #expect(try await fixture.attempt("alice", "wrong", after: 61).isThrottled)
    }

    @Test func `wrong ones are forgotten after a quarter of an hour`() async throws {
        try await fixture.add("alice")
        for _ in 1...4 { _ = try await fixture.attempt("alice", "wrong") }
        for _ in 1...5 {
            #expect(try await fixture.attempt("alice", "wrong", after: 900) == .wrong)
        }
        #expect(try await fixture.attempt("alice", "wrong", after: 900).isThrottled)
    }

    @Test(arguments: [
        ["alice", "ALICE", "Alice", "aLICE", "alicE"], ["zoé", "ZOÉ", "zoe\u{301}", "ZOE\u{301}", "Zoé"],
        ["alice", "alice@example.com", "ALICE@EXAMPLE.COM", "Alice", "alice@Example.com"],
        ["nobody", "NOBODY", "Nobody", "nObOdY", "nobodY"],
        ["noone@example.com", "NOONE@example.com", "noone@EXAMPLE.com", "Noone@example.com", "noonE@example.com"],
    ])
    func `variants of one login share one count`(variants: [String]) async throws {
        try await fixture.add("alice", email: "alice@example.com")
        try await fixture.add("zoé")
        for variant in variants {
            #expect(try await fixture.attempt(variant, "wrong") == .wrong)
        }
        for variant in variants {
            #expect(try await fixture.attempt(variant, "correct horse").isThrottled)
        }
    }

    @Test(arguments: ["alice", "nobody"])
    func `twenty wrong ones from anywhere block the account everywhere`(username: String) async throws {
        try await fixture.add("alice")
        for number in 1...20 {
            #expect(try await fixture.attempt(username, "wrong", from: "192.0.2.\(number)") == .wrong)
        }
        #expect(try await fixture.attempt(username, "correct horse", from: "203.0.113.9") == .throttled(60))
    }

    @Test func `another address and another account are not concerned`() async throws {
        try await fixture.add("alice")
        try await fixture.add("bob")
        for _ in 1...5 { _ = try await fixture.attempt("alice", "wrong") }
        #expect(try await fixture.attempt("alice", "correct horse", from: "192.0.2.2") == .signedIn("alice"))
        #expect(try await fixture.attempt("bob", "correct horse") == .signedIn("bob"))
    }

    @Test func `spraying one password over many accounts blocks the address`() async throws {
        try await fixture.add("alice")
        for number in 1...1_000 {
            #expect(try await fixture.attempt("user\(number)", "Summer2026!") == .wrong)
        }
        #expect(try await fixture.attempt("alice", "correct horse").isThrottled)
        #expect(try await fixture.attempt("alice", "correct horse", from: "192.0.2.2") == .signedIn("alice"))
    }

    @Test func `signing in to one's own account in between does not wipe what the address has sprayed`() async throws {
        try await fixture.add("mallory")
        for number in 1...1_000 {
            #expect(try await fixture.attempt("user\(number)", "Summer2026!") == .wrong)
            if number % 100 == 5 { _ = try await fixture.attempt("mallory", "correct horse") }
        }
        #expect(try await fixture.attempt("user1001", "Summer2026!").isThrottled)
    }

    @Test func `the owner's sign-in does not give strangers another twenty`() async throws {
        try await fixture.add("alice")
        for number in 1...20 {
            #expect(try await fixture.attempt("alice", "wrong", from: "192.0.2.\(number)") == .wrong)
            if number < 20 {
                #expect(try await fixture.attempt("alice", "correct horse", from: "203.0.113.1") == .signedIn("alice"))
            }
        }
        #expect(try await fixture.attempt("alice", "wrong", from: "192.0.2.99").isThrottled)
    }

    @Test func `right passwords are never counted, however many come from one address`() async throws {
        for number in 1...3 { try await fixture.add("user\(number)") }
        for round in 0..<120 {
            let username = "user\(round % 3 + 1)"
            #expect(try await fixture.attempt(username, "correct horse") == .signedIn(username))
        }
    }

    @Test func `addresses of one household are one address`() async throws {
        try await fixture.add("alice")
        for number in 1...5 {
            #expect(try await fixture.attempt("alice", "wrong", from: "2001:db8:0:1::\(number)") == .wrong)
        }
        #expect(try await fixture.attempt("alice", "wrong", from: "2001:DB8:0:1:ffff::1%eth0").isThrottled)
        #expect(try await fixture.attempt("alice", "wrong", from: "2001:db8:0:2::1") == .wrong)
        for _ in 1...5 { _ = try await fixture.attempt("alice", "wrong", from: "::ffff:192.0.2.1") }
        #expect(try await fixture.attempt("alice", "wrong", from: "192.0.2.1").isThrottled)
    }

    @Test(arguments: ["alice", "nobody"])
    func `of a hundred wrong ones at once exactly five are judged`(username: String) async throws {
        try await fixture.add("alice")
        let fixture = fixture
        let answers = try await withThrowingTaskGroup { group in
            for _ in 1...100 {
                group.addTask { try await fixture.attempt(username, "wrong") }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count { $0 == .wrong } == 5)
        #expect(answers.count { $0.isThrottled } == 95)
    }

    @Test func `strangers cannot lock a known browser out`() async throws {
        try await fixture.add("alice")
        let device = try #require(try await fixture.deviceCookie(of: "alice"))
        for number in 1...40 { _ = try await fixture.attempt("alice", "wrong", from: "192.0.2.\(number % 8)") }
        #expect(try await fixture.attempt("alice", "correct horse", from: "192.0.2.1").isThrottled)
        #expect(
            try await fixture.attempt("alice", "correct horse", from: "192.0.2.1", device: device) == .signedIn("alice")
        )
    }

    @Test func `a known browser has five of its own, and its mistakes block nobody else`() async throws {
        try await fixture.add("alice")
        let device = try #require(try await fixture.deviceCookie(of: "alice"))
        for number in 1...5 {
            #expect(try await fixture.attempt("alice", "wrong", from: "192.0.2.\(number)", device: device) == .wrong)
        }
        #expect(try await fixture.attempt("alice", "correct horse", device: device) == .throttled(60))
        #expect(try await fixture.attempt("alice", "correct horse") == .signedIn("alice"))
    }

    @Test func `a device cookie is worth nothing for another account`() async throws {
        try await fixture.add("alice")
        try await fixture.add("mallory")
        let device = try #require(try await fixture.deviceCookie(of: "mallory"))
        for _ in 1...5 { _ = try await fixture.attempt("alice", "wrong", device: device) }
        #expect(try await fixture.attempt("alice", "wrong", device: device).isThrottled)
        #expect(try await fixture.attempt("alice", "wrong").isThrottled)
    }

    @Test(arguments: ["alice", "nobody"])
    func `an attempt that was turned away for want of room does not count`(username: String) async throws {
        let fixture = try IdentityFixture(threads: 1, waiting: 0)
        try await fixture.add("alice")
        let release = fixture.hasher.occupy(threads: 1)
        for _ in 1...50 {
            #expect(try await fixture.attempt(username, "wrong") == .busy)
        }
        release()
        while fixture.hasher.depth > 0 { await Task.yield() }
        for _ in 1...5 {
            #expect(try await fixture.attempt(username, "wrong") == .wrong)
        }
        #expect(try await fixture.attempt(username, "wrong").isThrottled)
    }

    @Test func `an attempt against a damaged hash fails aloud and does not count`() async throws {
        let user = try await fixture.add("alice")
        _ = try await fixture.store.commitPassword("damaged", of: user.id, at: start)
        for _ in 1...10 {
            await #expect(throws: StorageError(.unavailable, "")) {
                try await fixture.attempt("alice", "correct horse")
            }
        }
    }

    @Test func `signing in after the costs were raised makes the hash anew and ends no session`() async throws {
        let user = try await fixture.add("alice")
        let cookie = Secret("cookie")
        _ = try await fixture.sessions().begin(
            fixture.signedIn(user), under: cookie.digest, replacing: Secret("before").digest, continuing: nil,
            userAgent: nil, address: "192.0.2.1", at: start)
        let dearer = try PasswordHasher(memory: 16384, passes: 1, threads: 1)
        for (password, renewed) in [("wrong", false), ("correct horse", true)] {
            _ = try await fixture.signIn(with: dearer).attempt(
                username: "alice", password: Secret(password), browser: nil, address: "192.0.2.1", at: start)
            let hash = try #require(try fixture.store.findUser(user.id)?.passwordHash)
            #expect(dearer.needsRehash(hash) == !renewed)
        }
        #expect(try await fixture.attempt("alice", "correct horse") == .signedIn("alice"))
        #expect(try await fixture.sessions().find(cookie: cookie, at: start) != nil)
    }

    @Test func `sign-ins that make the hash anew at once are all right, and each begins a session`() async throws {
        let user = try await fixture.add("alice")
        let dearer = try PasswordHasher(memory: 16384, passes: 1, threads: 2)
        let begun = try await race(10) { number in
            let outcome = try await fixture.signIn(with: dearer).attempt(
                username: "alice", password: Secret("correct horse"), browser: nil, address: "192.0.2.\(number)",
                at: start)
            return try await begin(outcome, number)
        }
        #expect(begun == Array(repeating: true, count: 10))
        #expect(!dearer.needsRehash(try #require(try fixture.store.findUser(user.id)?.passwordHash)))
    }

    @Test func `whoever was judged by a password that is changed meanwhile gets no session`() async throws {
        let user = try await fixture.add("alice")
        let outcome = try await fixture.signIn.attempt(
            username: "alice", password: Secret("correct horse"), browser: nil, address: "192.0.2.1", at: start)
        try await fixture.accounts.setPassword(Secret("battery staple"), of: user.id, at: start)
        #expect(try await !begin(outcome, 0))
    }

    /// Whether a session begins by this outcome, in a browser of its own.
    private func begin(_ outcome: SignInOutcome, _ browser: Int) async throws -> Bool {
        guard case .signedIn(let signedIn) = outcome else { return false }
        let cookie = Secret("cookie \(browser)")
        return try await fixture.sessions().begin(
            signedIn, under: cookie.digest, replacing: Secret("before \(browser)").digest, continuing: nil,
            userAgent: nil, address: "192.0.2.1", at: start) != nil
    }
}
