import Identity
import OAuthProtocol
import Storage
import StorageTesting
import Testing

@Suite struct UserCodeGuessesTests {
    private let guesses = UserCodeGuesses(attempts: MemoryStore(), mac: { TokenDigest(of: $0).octets })
    private let now = Timestamp(1_700_000_000)
    private let ada = UserRecord.make("ada").id
    private let eve = UserRecord.make("eve").id

    @Test func `after ten guesses there is a pause, which grows and passes`() async throws {
        for _ in 0..<10 { #expect(try await guesses.begin(by: ada, from: "192.0.2.1", at: now) == nil) }
        #expect(try await guesses.begin(by: ada, from: "192.0.2.1", at: now) == 60)
        #expect(try await guesses.begin(by: ada, from: "203.0.113.9", at: now + 59) == 1)
        #expect(try await guesses.begin(by: eve, from: "192.0.2.1", at: now) == nil)
        #expect(try await guesses.begin(by: ada, from: "192.0.2.1", at: now + 60) == nil)
        #expect(try await guesses.begin(by: ada, from: "192.0.2.1", at: now + 60) == 120)
        // Fifteen minutes after the last pause all is forgotten.
        let later = now + 60 + 120 + 900
        for _ in 0..<10 { #expect(try await guesses.begin(by: ada, from: "192.0.2.1", at: later) == nil) }
    }

    @Test func `a right code costs nothing, and forgives nothing`() async throws {
        for _ in 0..<9 { #expect(try await guesses.begin(by: ada, from: "192.0.2.1", at: now) == nil) }
        for _ in 0..<20 {
            #expect(try await guesses.begin(by: ada, from: "192.0.2.1", at: now) == nil)
            try await guesses.takeBack(by: ada, from: "192.0.2.1")
        }
        #expect(try await guesses.begin(by: ada, from: "192.0.2.1", at: now) == nil)
        #expect(try await guesses.begin(by: ada, from: "192.0.2.1", at: now) == 60)
    }

    @Test func `the addresses of one household are one`() async throws {
        let people = (0..<6).map { UserRecord.make("eve\($0)").id }
        var free = 0
        for (number, person) in people.enumerated() {
            for _ in 0..<10 where try await guesses.begin(by: person, from: "2001:db8::\(number)", at: now) == nil {
                free += 1
            }
        }
        #expect(free == 50)
    }
}
