import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// What strangers begin costs no row where the browser can carry it, and a bounded number of rows where it cannot
/// (threat 26).
@Suite struct Attack26_WhatAnonymousRequestsKeep {
    private static let long = String(repeating: "s", count: 4_000)

    @Test(arguments: [TestServer.challenge, String(repeating: "x", count: 300)])
    func `a request of the usual size writes nothing`(state: String) async throws {
        let store = MemoryStore()
        let server = try await TestServer(store: store)
        store.fail(.commitInteraction)
        var browser = TestBrowser(on: server)
        let page = await browser.get(
            "/oauth?\(server.request(TestServer.pkce.replacing(with: ["state": state, "nonce": state])).encoded)")
        #expect(page.isSignIn)
        #expect(page.target.utf8.count < 2_000)
    }

    @Test func `a state of four thousand characters is carried and returned, in a short address`() async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        let page = await browser.get("/oauth?\(server.request(["state": Self.long]).encoded)")
        #expect(page.isSignIn && page.target.utf8.count < 200)
        let done = try await browser.allow(on: try await browser.signIn(on: page))
        #expect(done.reply.answer["code"] != nil && done.reply.answer["state"] == Self.long)
    }

    @Test(arguments: [("state", 4_096), ("nonce", 1_024), ("login_hint", 1_024), ("ui_locales", 512)])
    func `what a client has us keep is bounded, and the bound is named`(name: String, limit: Int) async throws {
        let server = try await TestServer()
        var browser = TestBrowser(on: server)
        let good = await browser.get(
            "/oauth?\(server.request([name: String(repeating: "s", count: limit)]).encoded)")
        #expect(good.isSignIn)
        let bad = await browser.get(
            "/oauth?\(server.request([name: String(repeating: "s", count: limit + 1)]).encoded)")
        #expect(bad.reply.answer["error"] == "invalid_request")
        #expect(bad.reply.answer["error_description"] == "\(name) is longer than \(limit) octets")
    }

    @Test func `one network has a bounded number of large requests waiting, and signed-in people keep theirs`()
        async throws
    {
        let server = try await TestServer()
        var ada = TestBrowser(on: server)
        try await ada.signIn()
        let waiting = await ada.get("/oauth?\(server.request(["state": Self.long]).encoded)")
        #expect(waiting.isConsent)
        var strangers: [(browser: TestBrowser, page: Page)] = []
        for second in 0..<70 as Range<Int64> {
            var browser = TestBrowser(on: server)
            let page = await browser.get("/oauth?\(server.request(["state": Self.long]).encoded)")
            strangers.append((browser, page))
            server.clock.advance(second < 69 ? 1 : 0)
        }
        var kept = 0
        for stranger in strangers {
            var browser = stranger.browser
            if await browser.get(stranger.page.target).isSignIn { kept += 1 }
        }
        #expect(kept == 64)
        #expect(try await ada.allow(on: waiting).reply.answer["code"] != nil)
    }

    @Test func `all networks together have a bounded number of large requests waiting`() async throws {
        try await Engine.withDatabase { store, _ in
            let server = try await TestServer(store: store)
            let digests = (0..<4_096 as Range<Int64>).map { TokenDigest(of: "waiting \($0)") }
            let wide = RowBounds(perNetwork: 10_000, overAll: 10_000)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, digest) in digests.enumerated() {
                    group.addTask {
                        try await store.commitInteraction(
                            InteractionRecord(
                                digest: digest, owner: .network(Array("\(number)".utf8)), request: [],
                                expiresAt: server.now + 60 + Int64(number)),
                            within: wide)
                    }
                }
                try await group.waitForAll()
            }
            var browser = TestBrowser(on: server)
            #expect(await browser.get("/oauth?\(server.request(["state": Self.long]).encoded)").isSignIn)
            #expect(try await store.findInteraction(digests[0]) == nil)
            #expect(try await store.findInteraction(digests[1]) != nil)
        }
    }

    @Test func `large requests come no faster than they can be written`() async throws {
        let server = try await TestServer()
        let target = "/oauth?\(server.request(["state": Self.long]).encoded)"
        var errors: [String?] = []
        for _ in 0..<121 {
            var browser = TestBrowser(on: server)
            errors.append(await browser.get(target).reply.answer["error"])
        }
        #expect(errors.prefix(120).allSatisfy { $0 == nil } && errors[120] != nil)
        var other = TestBrowser(on: server, from: "192.0.2.99")
        #expect(await other.get(target).isSignIn)
        var usual = TestBrowser(on: server)
        #expect(await usual.get("/oauth?\(server.request().encoded)").isSignIn)
    }

    @Test func `strangers' devices are bounded for a network, and operators' are not among them`() async throws {
        let server = try await TestServer(clients: [.device(), .device(id: "box", secret: "box-secret")])
        let mine = await server.ask(client: "box", secret: "box-secret")
        let first = await server.ask()
        server.clock.advance(1)
        for _ in 0..<256 { #expect(await server.ask().status == 200) }
        #expect(await server.poll(first).error == "invalid_grant")
        #expect(await server.poll(mine, client: "box", secret: "box-secret").error == "authorization_pending")
    }

    @Test func `a device does not have much kept`() async throws {
        let server = try await TestServer(clients: [
            .device(scope: String(repeating: "scope-of-some-length ", count: 1))
        ])
        let scope = (0..<200).map { "scope-\($0)-of-some-length" }.joined(separator: " ")
        try await server.add(.device(id: "long", scope: scope))
        let reply = await server.ask(client: "long")
        #expect(reply.status == 400 && reply.error == "invalid_request")
    }
}
