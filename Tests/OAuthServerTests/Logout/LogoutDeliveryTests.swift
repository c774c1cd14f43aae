import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// How clients are told, and what is done with those who do not listen (OpenID Connect Back-Channel Logout §2.5, §2.8).
@Suite struct LogoutDeliveryTests {
    /// A server on which `ada` has just signed out, having been signed in to a client that wants to know.
    private func server(store: any Store = MemoryStore()) async throws -> TestServer {
        let server = try await TestServer(
            clients: [.make { $0.backchannelLogoutURI = WebURI("https://app.example/logout") }], store: store)
        var browser = try await server.authorize().browser
        _ = try await server.tokens(in: browser)
        try await server.signOut(&browser)
        return server
    }

    private func pending(_ server: TestServer) async throws -> Int {
        try await server.store.findPendingLogoutNotices()
    }

    @Test(arguments: [200, 204])
    func `a client that says so has been told, once`(status: Int) async throws {
        let server = try await server()
        let listener = LogoutListener([status])
        #expect(try await server.deliver(to: listener).map(\.outcome) == [.delivered])
        #expect(try await pending(server) == 0)
        server.clock.advance(86_400)
        #expect(try await server.deliver(to: listener).isEmpty)
        #expect(listener.posts.count == 1)
    }

    @Test func `a client that refuses is not asked again, and the operator can read who it was`() async throws {
        let server = try await server()
        let listener = LogoutListener([400])
        let report = try #require(try await server.deliver(to: listener).first)
        #expect(report.outcome == .refused)
        #expect(report.client == ClientID("app"))
        #expect(report.host == "app.example")
        #expect(report.reason == "the answer was 400")
        #expect(try await pending(server) == 0)
    }

    @Test(arguments: [nil, 503, 500, 404, 401, 302, 201] as [Int?])
    func `any other answer, and none, is tried again with a token of its own`(status: Int?) async throws {
        let server = try await server()
        let listener = LogoutListener([status])
        let report = try #require(try await server.deliver(to: listener).first)
        #expect(report.outcome == .retried)
        #expect(report.reason == (status.map { "the answer was \($0)" } ?? "nobody listens"))
        #expect(try await server.deliver(to: listener).isEmpty)
        server.clock.advance(1)
        #expect(try await server.deliver(to: listener).map(\.outcome) == [.delivered])
        let tokens = try listener.posts.map { try DecodedToken($0.token) }
        #expect(tokens.count == 2)
        #expect(tokens[0]["jti"] != tokens[1]["jti"])
        #expect(tokens[0]["sid"] == tokens[1]["sid"])
    }

    @Test func `a client that is away is tried ever more seldom, and given up after a day`() async throws {
        let server = try await server()
        let listener = LogoutListener(Array(repeating: 503, count: 100))
        let start = server.now
        var attempts: [Int64] = []
        var last: LogoutReport?
        while last?.outcome != .abandoned, server.now < start + 90_000 {
            let reports = try await server.deliver(to: listener)
            if let report = reports.first {
                attempts.append(server.now.seconds(since: start))
                last = report
            }
            server.clock.advance(1)
        }
        #expect(attempts.prefix(8) == [0, 1, 6, 36, 156, 756, 4356, 7956])
        #expect(attempts.count == 29)
        #expect(last?.outcome == .abandoned)
        #expect(last?.attempts == 29)
        #expect(last?.host == "app.example")
        #expect(server.now <= start + 86_400)
        #expect(try await pending(server) == 0)
    }

    @Test func `what nobody tried to deliver for a day is given up, and said so`() async throws {
        let server = try await server()
        server.clock.advance(86_400)
        let listener = LogoutListener()
        #expect(try await server.deliver(to: listener).map(\.outcome) == [.abandoned])
        #expect(listener.posts.isEmpty)
        #expect(try await pending(server) == 0)
    }

    @Test func `a client that is gone, or wants no tokens any more, is not spoken to`() async throws {
        for isGone in [true, false] {
            let server = try await server()
            if isGone {
                #expect(try await server.store.commitRemovalOfClient(ClientID("app")))
                try await server.add(
                    .make(instance: 2) { $0.backchannelLogoutURI = WebURI("https://app.example/logout") })
            } else {
                #expect(try await server.store.commitClient(.make()))
            }
            server.clock.advance(1)
            let listener = LogoutListener()
            #expect(try await server.deliver(to: listener).isEmpty)
            #expect(listener.posts.isEmpty)
            #expect(try await pending(server) == 0)
        }
    }

    @Test func `of many servers that find a notice due one delivers it`() async throws {
        let server = try await server()
        let listener = LogoutListener()
        let found = try await server.store.findDueLogoutNotices(sparing: [], limit: 1, at: server.now)
        let notice = try #require(found.first)
        let reports = try await race(20) { _ in
            try await server.delivery(to: listener).attempt(notice, at: server.now)
        }
        #expect(reports.compactMap(\.self).count == 1)
        #expect(listener.posts.count == 1)
    }

    @Test func `what a server left half done is delivered a minute later`() async throws {
        let server = try await server()
        let found = try await server.store.findDueLogoutNotices(sparing: [], limit: 1, at: server.now)
        let notice = try #require(found.first)
        #expect(try await server.store.commitClaim(of: notice, until: server.now + 60) != nil)
        let listener = LogoutListener()
        server.clock.advance(59)
        #expect(try await server.deliver(to: listener).isEmpty)
        server.clock.advance(1)
        #expect(try await server.deliver(to: listener).map(\.outcome) == [.delivered])
    }

    @Test func `an attempt that is broken off is made again at once`() async throws {
        let server = try await server()
        let found = try await server.store.findDueLogoutNotices(sparing: [], limit: 1, at: server.now)
        let notice = try #require(found.first)
        let delivery = server.delivery(to: LogoutListener([nil]))
        let now = server.now
        let brokenOff = Task {
            // Cancelled before it begins, so the attempt finds itself given up.
            while !Task.isCancelled { await Task.yield() }
            return try await delivery.attempt(notice, at: now)
        }
        brokenOff.cancel()
        #expect(try await brokenOff.value == nil)
        let listener = LogoutListener()
        #expect(try await server.deliver(to: listener).map(\.outcome) == [.delivered])
    }

    @Test(arguments: [
        MemoryStore.Call.commitClaimOfLogoutNotice, .commitRemovalOfLogoutNotice, .findDueLogoutNotices, .findClient,
    ])
    func `trouble with the store delays and loses nothing`(call: MemoryStore.Call) async throws {
        let store = MemoryStore()
        let server = try await server(store: store)
        server.clock.advance(1)
        let listener = LogoutListener()
        store.fail(call)
        await #expect(throws: (any Error).self) { try await server.deliver(to: listener) }
        store.fail(nil)
        server.clock.advance(60)
        #expect(try await server.deliver(to: listener).map(\.outcome) == [.delivered])
        #expect(try await pending(server) == 0)
    }
}
