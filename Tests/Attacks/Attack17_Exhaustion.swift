import CardeaTesting
import Dispatch
import OAuthProtocol
import Storage
import StorageTesting
import Testing

@testable import Identity

/// What comes in is bounded before it costs anything.
@Suite struct Attack17_Exhaustion {
    @Test func `a bomb of brackets, members or parameters is a plain refusal`() async throws {
        let server = try await TestServer()
        let bombs = [
            String(repeating: "[", count: 65_000), String(repeating: "{\"a\":", count: 13_000),
            "{\"x\":" + String(repeating: "[", count: 30_000) + String(repeating: "]", count: 30_000) + "}",
            "{" + (0..<5000).map { "\"k\($0)\":1" }.joined(separator: ",") + "}",
            "{\"a\":" + String(repeating: "9", count: 60_000) + "}",
            "{\"a\":\"" + String(repeating: "\\u0041", count: 10_000) + "\"}",
            "{\"grant_type\":\"" + String(repeating: "\\", count: 60_000),
        ]
        for bomb in bombs {
            let reply = await server.post("/v1/auth/oauthtoken", bomb, type: "application/json")
            #expect(reply.status == 400)
            #expect(reply.error == "invalid_request")
            #expect(reply.text.utf8.count < 400)
        }
        for form in [
            String(repeating: "a&", count: 32_000), String(repeating: "resource=x&", count: 5900),
            String(repeating: "%", count: 65_000),
            (0..<9000).map { "p\($0)=" }.joined(separator: "&"), String(repeating: "=", count: 65_000),
        ] {
            let reply = await server.post("/v1/auth/oauthtoken", form, type: "application/x-www-form-urlencoded")
            #expect(reply.status == 400)
            #expect(reply.error == "invalid_request")
        }
    }

    @Test func `a token longer than any of ours is not looked at`() async throws {
        let server = try await TestServer()
        for token in [
            String(repeating: "A", count: 60_000), String(repeating: "A.", count: 30_000),
            String(repeating: ".", count: 60_000),
        ] {
            #expect(await server.get("/v1/auth/me", bearer: token).status == 401)
            #expect(await server.introspect(String(token.prefix(8192))).text == #"{"active":false}"#)
        }
    }

    @Test func `one account cannot pile up grants to one application, and the latest of them live`() async throws {
        let server = try await TestServer()
        var browser = try await server.authorize().browser
        var refreshTokens: [String?] = []
        for _ in 0..<DelegationRecord.most + 2 {
            server.clock.advance(1)
            let authorization = try await server.authorize(in: browser)
            browser = authorization.browser
            refreshTokens.append(await server.token(server.redemption(of: authorization.code))["refresh_token"])
        }
        for dead in refreshTokens.prefix(2) {
            #expect(await server.token(server.refreshing(dead)).error == "invalid_grant")
        }
        for alive in [refreshTokens[2], refreshTokens.last ?? nil] {
            #expect(await server.token(server.refreshing(alive)).status == 200)
        }
    }

    @Test func `a password of any length is judged for the same price or none`() async throws {
        let server = try await TestServer()
        for length in [0, 129, 8000] {
            var browser = TestBrowser(on: server)
            let page = try await browser.signIn(
                on: await browser.get("/login"), password: String(repeating: "p", count: length))
            #expect(page.reply.status == 400)
        }
    }

    @Test func `when as many passwords wait as may, the next is told to come back, and is not counted`() async throws {
        let hasher = try PasswordHasher(memory: 8 * 1024, passes: 1, threads: 1, waiting: 1)
        var user = UserRecord.make()
        user.passwordHash = try await hasher.hash(Secret(TestServer.password))
        let server = try await TestServer(users: [user], hasher: hasher)
        var browser = TestBrowser(on: server)
        let form = await browser.get("/login")

        // The one thread is at work, and the one place in the queue is taken.
        let gate = DispatchSemaphore(value: 0)
        for _ in 0..<2 { #expect(hasher.pool.submit(for: HashingCause(kind: .signIn, holders: [])) { gate.wait() }) }
        for _ in 0..<10 {
            let page = try await browser.signIn(on: form)
            #expect(page.reply.status == 429)
            #expect(page.reply.header("Retry-After") == "1")
        }
        for _ in 0..<2 { gate.signal() }
        while hasher.depth > 0 { await Task.yield() }
        #expect(try await browser.signIn(on: form).target == "/account")
    }

    @Test func `a stranger's wrong client secrets take no place of those who sign in`() async throws {
        let hasher = try PasswordHasher(memory: 8 * 1024, passes: 1, threads: 1, waiting: 4)
        var user = UserRecord.make()
        user.passwordHash = try await hasher.hash(Secret(TestServer.password))
        var client = ClientRecord.make()
        client.secrets = [StoredSecret(.argon2id(try await hasher.hash(Secret("chosen"))))]
        let server = try await TestServer(clients: [client], users: [user], hasher: hasher)
        let gate = DispatchSemaphore(value: 0)
        #expect(hasher.pool.submit(for: .command) { gate.wait() })
        var browser = TestBrowser(on: server)
        let form = await browser.get("/login")
        let person = browser
        let statuses = try await withThrowingTaskGroup(of: Int?.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let fields: Fields = [
                        "grant_type": "client_credentials", "client_id": "app", "client_secret": "wrong \(number)",
                    ]
                    _ = await server.token(fields)
                    return nil
                }
            }
            // All that may wait do.
            while hasher.depth < 2 { await Task.yield() }
            group.addTask {
                var person = person
                let page = try await person.signIn(on: form)
                return page.target == "/account" ? 200 : page.reply.status
            }
            while hasher.depth < 3 { await Task.yield() }
            gate.signal()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.compactMap(\.self) == [200])
    }

    @Test func `guessing unknown clients and handles fills no memory that lasts`() async throws {
        let server = try await TestServer()
        for number in 0..<2000 {
            _ = await server.token([
                "grant_type": "client_credentials", "client_id": "nobody-\(number)", "client_secret": "x",
            ])
        }
        #expect(
            await server.token(["grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret"])
                .status == 200)
    }
}
