import CardeaTesting
import OAuthProtocol
import Storage
import StorageTesting
import Testing

/// What a person's way through the pages asks of the store: each thing is read once for a request and handed on, and what
/// belongs together is one transaction.
@Suite struct LoadedOnceTests {
    private let store = MemoryStore()
    private let server: TestServer

    init() async throws {
        server = try await TestServer(users: [.make(), .make("bob")], store: store)
        // From now on the client is known without a look.
        _ = try await server.authorize()
    }

    @Test func `a sign-in is two transactions, and reads the session once for each request`() async throws {
        var browser = TestBrowser(on: server)
        let page = await browser.get("/oauth?\(server.request().encoded)")
        let (consent, calls) = try await store.recording { try await browser.signIn(on: page, as: "bob") }
        #expect(consent.isConsent)
        // The second look for a session is for the one that the same form began, sent a moment ago.
        let post: [MemoryStore.Call] = [
            .findSession, .findUserByLogin, .commitAttempt, .findOneTimeCodes, .findSession, .commitSession,
            .findConsent,
        ]
        #expect(calls == post + [.findSession, .findConsent])
    }

    @Test func `an allowance is one transaction, and reads what is remembered once`() async throws {
        var browser = TestBrowser(on: server)
        let page = await browser.get("/oauth?\(server.request().encoded)")
        let consent = try await browser.signIn(on: page, as: "bob")
        let (end, calls) = try await store.recording { try await browser.allow(on: consent) }
        #expect(end.reply.answer["code"] != nil)
        #expect(calls == [.findSession, .findConsent, .commitAnswer])
    }

    @Test func `who has signed in and allowed before is sent on with one transaction`() async throws {
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        let (end, calls) = await store.recording { await browser.get("/oauth?\(server.request().encoded)") }
        #expect(end.reply.answer["code"] != nil)
        #expect(calls == [.findSession, .findConsent, .commitDelegation])
    }
}
