import OAuthProtocol
import Testing

@testable import Identity

struct PasswordHasherTests {
    private let hasher: PasswordHasher

    init() throws {
        hasher = try PasswordHasher(memory: 8192, passes: 1, threads: 1, waiting: 0)
    }

    @Test func `the password that was hashed is right and another is wrong`() async throws {
        let encoded = try await hasher.hash(Secret("correct horse"))
        #expect(try await hasher.verify(Secret("correct horse"), against: encoded))
        #expect(try await !hasher.verify(Secret("correct fixture"), against: encoded))
        #expect(try await !hasher.verify(Secret(""), against: encoded))
    }

    @Test func `a hash is Argon2id with the costs that were asked for, and salted`() async throws {
        let encoded = try await hasher.hash(Secret("correct horse"))
        #expect(encoded.hasPrefix("$argon2id$v=19$m=8,t=1,p=1$"))
        #expect(try await hasher.hash(Secret("correct horse")) != encoded)
    }

    @Test func `what follows a NUL counts`() async throws {
        let encoded = try await hasher.hash(Secret("correct\0horse"))
        #expect(try await hasher.verify(Secret("correct\0horse"), against: encoded))
        #expect(try await !hasher.verify(Secret("correct\0house"), against: encoded))
        #expect(try await !hasher.verify(Secret("correct"), against: encoded))
    }

    @Test func `a letter is the same however the keyboard composes it`() async throws {
        let encoded = try await hasher.hash(Secret("caf\u{e9} au lait"))
        #expect(try await hasher.verify(Secret("cafe\u{301} au lait"), against: encoded))
    }

    @Test(arguments: [String(repeating: "a", count: 129), String(repeating: "e\u{301}\u{302}\u{303}", count: 200)])
    func `a password that is too long is refused before any work`(text: String) async throws {
        let encoded = try await hasher.hash(Secret("correct horse"))
        let release = hasher.occupy(threads: 1, for: .command)
        defer { release() }
        #expect(try await !hasher.verify(Secret(text), against: encoded))
        await #expect(throws: PasswordError.failed) { try await hasher.hash(Secret(text)) }
    }

    @Test func `128 characters of four octets each are a password`() async throws {
        let long = Secret(String(repeating: "🔑", count: 128))
        let encoded = try await hasher.hash(long)
        #expect(try await hasher.verify(long, against: encoded))
    }

    @Test(arguments: [
        "", "x", "$argon2id$v=19$m=8,t=1,p=1$", "$argon2id$v=19$m=8,t=1,p=1$AAAA$\0AAAA",
        "$2b$12$abcdefghijklmnopqrstuv",
        "$argon2id$v=19$m=4294967295,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        String(repeating: "$argon2id$", count: 100),
    ])
    func `a damaged hash is an error and not a wrong password`(encoded: String) async throws {
        await #expect(throws: PasswordError.failed) {
            try await hasher.verify(Secret("correct horse"), against: encoded)
        }
    }

    @Test func `an unknown account waits for the same threads and is refused by the same limit`() async throws {
        try await hasher.verifyAgainstNothing(Secret("correct horse"), for: .signIn(from: "192.0.2.1"))
        let release = hasher.occupy(threads: 1)
        defer { release() }
        await #expect(throws: PasswordError.busy(retryAfter: 1)) {
            try await hasher.verifyAgainstNothing(Secret("correct horse"), for: .signIn(from: "192.0.2.1"))
        }
    }

    @Test func `a full queue refuses at once, says when to return, and recovers`() async throws {
        let hasher = try PasswordHasher(memory: 8192, passes: 1, threads: 2, waiting: 3)
        let release = hasher.occupy(threads: 5, for: .command)
        #expect(hasher.depth == 5)
        await #expect(throws: PasswordError.busy(retryAfter: 1)) { try await hasher.hash(Secret("correct horse")) }
        release()
        while hasher.depth > 0 { await Task.yield() }
        #expect(try await hasher.hash(Secret("correct horse")).hasPrefix("$argon2id$"))
    }

    @Test func `a queue of costly hashes asks for more patience`() async throws {
        let hasher = try PasswordHasher(memory: 256 * 1024 * 1024, passes: 4, threads: 1, waiting: 4)
        let release = hasher.occupy(threads: 5, for: .command)
        defer { release() }
        await #expect(throws: PasswordError.busy(retryAfter: 6)) { try await hasher.hash(Secret("correct horse")) }
    }

    @Test func `a hash is made anew when its costs or its algorithm are not today's`() async throws {
        let encoded = try await hasher.hash(Secret("correct horse"))
        #expect(!hasher.needsRehash(encoded))
        #expect(try PasswordHasher(memory: 16384, passes: 1, threads: 1).needsRehash(encoded))
        #expect(try PasswordHasher(memory: 8192, passes: 2, threads: 1).needsRehash(encoded))
        #expect(hasher.needsRehash(encoded.replacing("$argon2id$", with: "$argon2i$")))
        #expect(hasher.needsRehash("nonsense"))
    }

    @Test(arguments: [
        (0, 1, 1, 1), (8191, 1, 1, 1), (Int.max, 1, 1, 1), (-1, 1, 1, 1), (8192, 0, 1, 1), (8192, -1, 1, 1),
        (8192, Int.max, 1, 1), (8192, 1, 0, 1), (8192, 1, 1_000_000, 1), (8192, 1, 1, -1), (8192, 1, 1, Int.max),
    ])
    func `costs out of bounds are refused when the server starts`(
        memory: Int, passes: Int, threads: Int, waiting: Int
    ) {
        #expect(throws: PasswordCostError.self) {
            try PasswordHasher(memory: memory, passes: passes, threads: threads, waiting: waiting)
        }
    }

    @Test func `the costs are told in words`() throws {
        #expect(try PasswordHasher(threads: 1).parameters == "argon2id m=19MiB t=2 p=1")
        #expect(hasher.parameters == "argon2id m=8KiB t=1 p=1")
    }
}
