import CardeaTesting
import Dispatch
import OAuthProtocol
import Storage
import StorageTesting
import Testing

@testable import Identity

/// An answer to a stranger tells nothing about who has an account here, nor by its words nor by the work behind it.
@Suite struct Attack16_Enumeration {
    private static let logins = [
        "ada", "nobody", "eve", "ada@example.com", "nobody@example.com", "\u{0}", String(repeating: "x", count: 4000),
    ]

    private func server() async throws -> TestServer {
        try await TestServer(users: [.make(), .make("eve", disabled: true)])
    }

    /// An answer without what is chance in it, and without the login that was typed.
    private func shape(_ page: Page) -> String {
        var text = page.reply.text
        for name in ["csrf", "username"] {
            let value = page.forms.first?.fields[name] ?? ""
            text = text.replacing("value=\"\(value)\"", with: "value=\"…\"")
        }
        return "\(page.reply.status) \(text.replacing(" autofocus", with: ""))"
    }

    @Test func `a wrong password, no account and a disabled one read the same`() async throws {
        let server = try await server()
        var shapes: Set<String> = []
        for login in Self.logins {
            var browser = TestBrowser(on: server, from: "192.0.2.\(shapes.count + 1)")
            let page = try await browser.signIn(on: await browser.get("/login"), as: login, password: "wrong")
            shapes.insert(shape(page))
            #expect(browser.cookies.values.keys.sorted() == ["__Host-cardea-session"])
        }
        #expect(shapes.count == 1)
    }

    @Test func `a disabled account with the right password reads the same too`() async throws {
        let server = try await server()
        var browser = TestBrowser(on: server)
        let disabled = try await browser.signIn(on: await browser.get("/login"), as: "eve")
        let unknown = try await browser.signIn(on: await browser.get("/login"), as: "nobody")
        #expect(shape(disabled) == shape(unknown))
    }

    @Test func `an account that is not there is throttled as one that is`() async throws {
        let server = try await server()
        for login in ["ada", "nobody", "eve"] {
            var statuses: [Int] = []
            for _ in 0..<7 {
                var browser = TestBrowser(on: server, from: "192.0.2.\(login.count)")
                statuses.append(
                    try await browser.signIn(on: await browser.get("/login"), as: login, password: "wrong").reply.status
                )
            }
            #expect(statuses == [400, 400, 400, 400, 400, 429, 429], "\(login)")
        }
    }

    @Test func `spellings of a name that is not there are throttled as one, as those of one that is`() async throws {
        let server = try await server()
        for spellings in [["ada", "ADA", "Ada"], ["nobody", "NOBODY", "Nobody"]] {
            var statuses: [Int] = []
            for number in 0..<7 {
                var browser = TestBrowser(on: server, from: "192.0.2.\(spellings[0].count)")
                let form = await browser.get("/login")
                statuses.append(
                    try await browser.signIn(on: form, as: spellings[number % 3], password: "wrong").reply.status)
            }
            #expect(statuses == [400, 400, 400, 400, 400, 429, 429], "\(spellings)")
        }
    }

    @Test func `judging one that is not there takes the work of judging one that is`() async throws {
        let hasher = try PasswordHasher(memory: 8 * 1024, passes: 1, threads: 1, waiting: 0)
        var users: [UserRecord] = [.make(), .make("eve", disabled: true)]
        for index in users.indices { users[index].passwordHash = try await hasher.hash(Secret(TestServer.password)) }
        let server = try await TestServer(users: users, hasher: hasher)
        let gate = DispatchSemaphore(value: 0)
        #expect(hasher.pool.submit(for: HashingCause(kind: .signIn, holders: [])) { gate.wait() })
        // Whoever asks needs a place in the queue, and there is none.
        for login in ["ada", "eve", "nobody", "nobody@example.com", ""] {
            var browser = TestBrowser(on: server)
            let page = try await browser.signIn(on: await browser.get("/login"), as: login, password: "wrong")
            #expect(page.reply.status == 429, "\(login)")
        }
        gate.signal()
    }

    @Test func `a code, a refresh token and a client are refused alike, there or not`() async throws {
        let server = try await TestServer(clients: [.make(), .make(id: "other", secret: "s")])
        let code = try await server.authorize().code
        let stolen = await server.token(server.redemption(of: code, client: "other", secret: "s"))
        let invented = await server.token(
            server.redemption(of: String(repeating: "A", count: 64), client: "other", secret: "s"))
        #expect(stolen.text == invented.text && stolen.status == invented.status)
        let wrong = await server.token(server.redemption(of: code, secret: "x"))
        let unknown = await server.token(server.redemption(of: code, client: "nobody", secret: "x"))
        #expect(wrong.text == unknown.text && wrong.status == unknown.status)
    }

    @Test func `a client's proof is refused alike, whether or not the client is there and has a key`() async throws {
        let keyed = KeyedClient(id: "keyed", signer: try TestSigner())
        let server = try await TestServer(clients: [.make(), keyed.record(), .make(id: "open", secret: nil)])
        let thief = try TestSigner(seed: 5)
        var answers: Set<String> = []
        for id in ["keyed", "app", "open", "nobody", ""] {
            let assertion = try KeyedClient(id: id, signer: thief).assertion(for: server)
            let fields = KeyedClient.presenting(assertion).adding("grant_type", "refresh_token")
            answers.insert(await server.token(fields.adding("refresh_token", "x")).whole)
        }
        #expect(answers.count == 1 && answers.first?.hasPrefix("401") == true)
    }

    @Test func `a dead token, another client's and nonsense introspect alike`() async throws {
        let server = try await TestServer(clients: [.make(), .make(id: "other", secret: "s")])
        let tokens = try await server.tokens()
        var texts: Set<String> = []
        for token in [tokens["access_token"], tokens["refresh_token"], "nonsense", tokens["id_token"]] {
            texts.insert(await server.introspect(token, client: "other", secret: "s").text)
        }
        #expect(texts == [#"{"active":false}"#])
    }
}
