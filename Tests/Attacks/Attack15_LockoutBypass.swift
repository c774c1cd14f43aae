import CardeaTesting
import OAuthProtocol
import Storage
import StorageTesting
import Testing

/// Nobody guesses more often than they may by changing how they write the name, by hurrying, or by moving about; and
/// nobody locks another person out.
@Suite struct Attack15_LockoutBypass {
    private static func server(_ store: any Store = MemoryStore()) async throws -> TestServer {
        try await TestServer(users: [.make(), .make("eve")], store: store)
    }

    /// The status of one attempt, from a browser without memory.
    private static func attempt(
        _ server: TestServer, as name: String, _ password: String = "wrong", from address: String = "192.0.2.1"
    ) async throws -> Reply {
        var browser = TestBrowser(on: server, from: address)
        return try await browser.signIn(on: await browser.get("/login"), as: name, password: password).reply
    }

    @Test func `every spelling of a name is one account`() async throws {
        let server = try await Self.server()
        let spellings = ["ada", "ADA", "Ada", "ada@example.com", "ADA@EXAMPLE.COM", "aDa"]
        var statuses: [Int] = []
        for spelling in spellings + spellings { statuses.append(try await Self.attempt(server, as: spelling).status) }
        #expect(statuses.prefix(5).allSatisfy { $0 == 400 })
        #expect(statuses.dropFirst(5).allSatisfy { $0 == 429 })
        #expect(try await Self.attempt(server, as: "ada", TestServer.password).status == 429)
    }

    @Test(arguments: Engine.allCases)
    func `a hundred guesses at once are no more than five`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await Self.server(store)
            let replies = try await race(100) { _ in try await Self.attempt(server, as: "ada") }
            #expect(replies.filter { $0.status == 400 }.count == 5)
            #expect(replies.filter { $0.status == 429 }.count == 95)
        }
    }

    @Test func `from all addresses together there are twenty`() async throws {
        let server = try await Self.server()
        var wrong = 0
        for number in 0..<40 where try await Self.attempt(server, as: "ada", from: "198.51.100.\(number)").status == 400
        { wrong += 1 }
        #expect(wrong == 20)
    }

    @Test func `the addresses of one household are one`() async throws {
        let server = try await Self.server()
        var statuses: [Int] = []
        for number in 0..<8 {
            statuses.append(try await Self.attempt(server, as: "ada", from: "2001:db8:0:1::\(number)").status)
        }
        #expect(statuses == [400, 400, 400, 400, 400, 429, 429, 429])
    }

    @Test func `waiting is told and grows`() async throws {
        let server = try await Self.server()
        for _ in 0..<5 { _ = try await Self.attempt(server, as: "ada") }
        let first = try await Self.attempt(server, as: "ada")
        #expect(first.status == 429)
        let wait = try #require(Int64(first.header("Retry-After") ?? ""))
        #expect(wait == 60)
        server.clock.advance(wait)
        #expect(try await Self.attempt(server, as: "ada").status == 400)
        let second = try #require(Int64(try await Self.attempt(server, as: "ada").header("Retry-After") ?? ""))
        #expect(second == 120)
    }

    @Test func `the right password ends the count, and a wrong one before it is no reason to lock out`() async throws {
        let server = try await Self.server()
        for _ in 0..<3 {
            for _ in 0..<4 { #expect(try await Self.attempt(server, as: "ada").status == 400) }
            #expect(try await Self.attempt(server, as: "ada", TestServer.password).status == 200)
        }
    }

    @Test func `strangers cannot lock out a browser that its owner has used before`() async throws {
        let server = try await Self.server()
        var own = TestBrowser(on: server, from: "203.0.113.7")
        try await own.signIn()
        own.cookies.plant("__Host-cardea-session", nil)
        for number in 0..<40 { _ = try await Self.attempt(server, as: "ada", from: "198.51.100.\(number)") }
        #expect(try await Self.attempt(server, as: "ada", TestServer.password, from: "203.0.113.9").status == 429)
        try await own.signIn()
    }

    @Test func `that browser's memory is for one account, and has its own count`() async throws {
        let server = try await Self.server()
        var browser = TestBrowser(on: server)
        try await browser.signIn(as: "eve")
        let device = browser.cookies.values["__Host-cardea-device"]
        // Eve's device cookie gives no fresh count for guesses at ada.
        var statuses: [Int] = []
        for _ in 0..<7 {
            var copy = TestBrowser(on: server, from: "198.51.100.1")
            copy.cookies.plant("__Host-cardea-device", device)
            statuses.append(
                try await copy.signIn(on: await copy.get("/login"), as: "ada", password: "wrong").reply.status)
        }
        #expect(statuses == [400, 400, 400, 400, 400, 429, 429])
        // And not without end at her own.
        statuses = []
        for _ in 0..<7 {
            var copy = TestBrowser(on: server, from: "198.51.100.2")
            copy.cookies.plant("__Host-cardea-device", device)
            statuses.append(
                try await copy.signIn(on: await copy.get("/login"), as: "eve", password: "wrong").reply.status)
        }
        #expect(statuses == [400, 400, 400, 400, 400, 429, 429])
    }
}
