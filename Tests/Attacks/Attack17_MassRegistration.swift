import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import Testing

/// A machine that fills the form in makes few accounts, and learns few names.
@Suite struct Attack17_MassRegistration {
    private let server: TestServer

    init() async throws {
        server = try await TestServer { $0.accountRegistration = true }
    }

    private func attempt(_ username: String, email: String? = nil, from address: String) async throws -> Int {
        var browser = TestBrowser(on: server, from: address)
        let fields: Fields = [
            "username": username, "email": email ?? "\(username)@example.com", "password": "a machine's password",
        ]
        let page = try await browser.submit("/create-account", on: await browser.get("/create-account"), fields)
        return page.target == "/account" ? 200 : page.reply.status
    }

    @Test func `one address makes ten accounts, whatever browsers it uses`() async throws {
        var statuses: [Int] = []
        for number in 0..<14 { statuses.append(try await attempt("machine\(number)", from: "198.51.100.1")) }
        #expect(statuses == Array(repeating: 200, count: 10) + Array(repeating: 429, count: 4))
        #expect(try await server.store.findUsers().count == 11)
        #expect(try await attempt("somebody", from: "203.0.113.9") == 200)
    }

    @Test func `a network of IPv6 addresses is one address`() async throws {
        var made = 0
        for number in 0..<30 {
            if try await attempt("machine\(number)", from: "2001:db8:1:2::\(number)") == 200 { made += 1 }
        }
        #expect(made == 10)
    }

    @Test func `one address asks ten times who has an account`() async throws {
        var statuses: [Int] = []
        for number in 0..<13 {
            statuses.append(try await attempt("probe\(number)", email: "ada@example.com", from: "198.51.100.2"))
        }
        #expect(statuses == Array(repeating: 400, count: 10) + Array(repeating: 429, count: 3))
        // What is refused for the address alone says nothing about names.
        #expect(try await attempt("ada", from: "198.51.100.2") == 429)
        #expect(try await attempt("nobody", from: "198.51.100.2") == 429)
    }

    @Test func `a hundred at one moment are ten`() async throws {
        let server = server
        let made = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<40 {
                group.addTask {
                    var browser = TestBrowser(on: server, from: "198.51.100.3")
                    let fields: Fields = [
                        "username": "racer\(number)", "email": "racer\(number)@example.com",
                        "password": "a machine's password",
                    ]
                    let form = await browser.get("/create-account")
                    return try await browser.submit("/create-account", on: form, fields).target == "/account"
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(made <= 10)
        #expect(try await server.store.findUsers().count == made + 1)
    }

    @Test func `registering does not take the attempts of those who sign in`() async throws {
        for number in 0..<14 { _ = try await attempt("machine\(number)", from: "198.51.100.4") }
        var ada = TestBrowser(on: server, from: "198.51.100.4")
        try await ada.signIn()
    }

    @Test(arguments: ["username", "email", "name", "password"])
    func `a field of any length costs no hash and no row`(field: String) async throws {
        var browser = TestBrowser(on: server)
        let fields: Fields = [
            "username": "long", "email": "long@example.com", "password": "a machine's password",
        ]
        let page = try await browser.submit(
            "/create-account", on: await browser.get("/create-account"),
            fields.replacing(with: [field: String(repeating: "a", count: 8000)]))
        #expect(page.reply.status == 400)
        #expect(try await server.store.findUsers().count == 1)
    }
}
