import OAuthProtocol
import Storage
import StorageTesting
import Testing

@testable import Identity

struct SessionsTests {
    private let fixture: IdentityFixture
    private static let day: Int64 = 86_400

    init() throws {
        fixture = try IdentityFixture()
    }

    private func begin(
        _ user: UserRecord, replacing cookie: Secret? = nil, after seconds: Int64 = 0,
        configuration: SessionConfiguration = SessionConfiguration()
    ) async throws -> (cookie: Secret, session: SessionRecord) {
        let present = cookie.map(SessionCookie.init(sent:)) ?? SessionCookie(from: fixture.entropy)
        let next = present.signedIn(user.id, mac: IdentityFixture.mac).value
        let sessions = fixture.sessions(configuration)
        let standing = try await sessions.find(cookie: present.value, at: start + seconds)?.session
        let begun = try await sessions.begin(
            fixture.signedIn(user), under: next.digest, replacing: present.value.digest, continuing: standing,
            userAgent: "curl/8.5.0", address: "192.0.2.1", at: start + seconds)
        return (next, try #require(begun))
    }

    @Test func `the cookie finds the session and its user, and nothing else does`() async throws {
        let alice = try await fixture.add("alice")
        let (cookie, session) = try await begin(alice)
        let found = try #require(try await fixture.sessions().find(cookie: cookie, at: start))
        #expect(found.session == session)
        #expect(found.user.id == alice.id)
        #expect(session.userAgent == "curl")
        #expect(session.authenticatedAt == start)
        let digest = Base64URL.encode(session.digest.octets)
        for text in ["", "x", digest, session.id.description, cookie.exposed + "A", String(cookie.exposed.dropLast())] {
            #expect(try await fixture.sessions().find(cookie: Secret(text), at: start) == nil)
        }
    }

    @Test func `each sign-in gives a new cookie, the old one dies, and the same user's session goes on`() async throws {
        let alice = try await fixture.add("alice")
        let first = try await begin(alice)
        let second = try await begin(alice, replacing: first.cookie, after: 60)
        #expect(second.cookie.exposed != first.cookie.exposed)
        #expect(second.session.id == first.session.id)
        #expect(second.session.authenticatedAt == start + 60)
        #expect(try await fixture.sessions().find(cookie: first.cookie, at: start + 60) == nil)
        #expect(try await fixture.sessions().find(cookie: second.cookie, at: start + 60) != nil)
        #expect(try await fixture.sessions().list(of: alice.id, at: start + 60).count == 1)
    }

    @Test func `a form that is sent twice begins one session, under one cookie`() async throws {
        let alice = try await fixture.add("alice")
        let present = SessionCookie(from: fixture.entropy).value
        let begun = try await race(20) { _ in try await begin(alice, replacing: present) }
        #expect(Set(begun.map(\.session.id)).count == 1 && Set(begun.map(\.cookie.exposed)).count == 1)
        #expect(try await fixture.sessions().list(of: alice.id, at: start).count == 1)
        #expect(try await fixture.sessions().find(cookie: begun[0].cookie, at: start) != nil)
    }

    @Test func `a browser stays the same while its cookie changes, whatever cookie that was`() {
        let user = UserID(from: fixture.entropy)
        for sent in [
            SessionCookie(from: fixture.entropy).value, Secret(String(repeating: "p", count: 43)), Secret("~"),
        ] {
            let before = SessionCookie(sent: sent)
            let inside = before.signedIn(user, mac: IdentityFixture.mac)
            #expect(SessionCookie(sent: inside.value).browser == inside.browser)
            #expect(inside.value.exposed != before.value.exposed && inside.value.exposed.utf8.count == 64)
            #expect(inside.value.exposed == before.signedIn(user, mac: IdentityFixture.mac).value.exposed)
            #expect(
                inside.value.exposed
                    != before.signedIn(UserID(from: fixture.entropy), mac: IdentityFixture.mac).value.exposed)
            let outside = inside.signedOut(from: fixture.entropy)
            #expect(outside.browser == inside.browser && outside.value.exposed != inside.value.exposed)
        }
        #expect(SessionCookie(from: fixture.entropy).browser != SessionCookie(from: fixture.entropy).browser)
    }

    @Test func `signing in as somebody else ends the session that the browser had`() async throws {
        let alice = try await fixture.add("alice")
        let bob = try await fixture.add("bob")
        let first = try await begin(alice)
        let second = try await begin(bob, replacing: first.cookie)
        #expect(second.session.id != first.session.id)
        #expect(try await fixture.sessions().find(cookie: first.cookie, at: start) == nil)
        #expect(try await fixture.sessions().find(cookie: second.cookie, at: start)?.user.id == bob.id)
    }

    @Test func `a cookie that a stranger put into the browser does not become the session`() async throws {
        let alice = try await fixture.add("alice")
        let planted = Secret(String(repeating: "p", count: 43))
        let begun = try await begin(alice, replacing: planted)
        #expect(begun.cookie.exposed != planted.exposed)
        #expect(try await fixture.sessions().find(cookie: planted, at: start) == nil)
    }

    @Test func `an expired session is not continued by signing in again`() async throws {
        let alice = try await fixture.add("alice")
        let first = try await begin(alice)
        let second = try await begin(alice, replacing: first.cookie, after: 15 * Self.day)
        #expect(second.session.id != first.session.id)
        #expect(
            try await fixture.sessions().list(of: alice.id, at: start + 15 * Self.day).map(\.id) == [second.session.id])
    }

    @Test func `a session that lies idle for fourteen days is over`() async throws {
        let alice = try await fixture.add("alice")
        let (cookie, _) = try await begin(alice)
        let end = start + 14 * Self.day
        #expect(try await fixture.sessions().list(of: alice.id, at: end).isEmpty)
        #expect(try await fixture.sessions().find(cookie: cookie, at: end) == nil)
        #expect(try await fixture.sessions().find(cookie: cookie, at: end - 1) != nil)
        #expect(try await fixture.sessions().find(cookie: cookie, at: end) != nil)
    }

    @Test func `no use postpones the end after thirty days`() async throws {
        let alice = try await fixture.add("alice")
        let (cookie, _) = try await begin(alice)
        for day in 1..<30 {
            #expect(try await fixture.sessions().find(cookie: cookie, at: start + Int64(day) * Self.day) != nil)
        }
        #expect(try await fixture.sessions().find(cookie: cookie, at: start + 30 * Self.day - 1) != nil)
        #expect(try await fixture.sessions().find(cookie: cookie, at: start + 30 * Self.day) == nil)
        #expect(try await fixture.sessions().list(of: alice.id, at: start + 30 * Self.day).isEmpty)
    }

    @Test func `use is written down at most every five minutes`() async throws {
        let alice = try await fixture.add("alice")
        let (cookie, _) = try await begin(alice)
        for second: Int64 in [0, 1, 150, 299, 300, 599] {
            let found = try await fixture.sessions().find(cookie: cookie, at: start + second)
            let written = second < 300 ? start : start + 300
            #expect(found?.session.lastUsedAt == written)
            #expect(try await fixture.store.findSessions(of: alice.id).first?.lastUsedAt == written)
        }
    }

    @Test func `a session in use outlives an idle limit of one minute`() async throws {
        let configuration = SessionConfiguration(idle: 60)
        let (cookie, _) = try await begin(try await fixture.add("alice"), configuration: configuration)
        for second in stride(from: Int64(0), to: 600, by: 20) {
            #expect(try await fixture.sessions(configuration).find(cookie: cookie, at: start + second) != nil)
        }
        #expect(try await fixture.sessions(configuration).find(cookie: cookie, at: start + 660) == nil)
    }

    @Test func `with a limit the session that was used least recently ends`() async throws {
        let alice = try await fixture.add("alice")
        let configuration = SessionConfiguration(limit: 2)
        var cookies: [Secret] = []
        for number in 0..<3 {
            cookies.append(try await begin(alice, after: Int64(number), configuration: configuration).cookie)
        }
        #expect(try await fixture.sessions().find(cookie: cookies[0], at: start + 3) == nil)
        #expect(try await fixture.sessions().find(cookie: cookies[1], at: start + 3) != nil)
        #expect(try await fixture.sessions().find(cookie: cookies[2], at: start + 3) != nil)
    }

    @Test func `without a limit a thousand sessions are the most, and the least recently used ends`() async throws {
        let alice = try await fixture.add("alice")
        let first = try await begin(alice)
        let second = try await begin(alice, after: 1)
        for number in 2..<1000 { _ = try await begin(alice, after: Int64(number)) }
        #expect(try await fixture.sessions().list(of: alice.id, at: start + 1000).count == 1000)
        // The first is used once more.
        #expect(try await fixture.sessions().find(cookie: first.cookie, at: start + 1000) != nil)
        _ = try await begin(alice, after: 1001)
        #expect(try await fixture.sessions().list(of: alice.id, at: start + 1001).count == 1000)
        #expect(try await fixture.sessions().list(of: alice.id, most: 7, at: start + 1001).count == 7)
        #expect(try await fixture.sessions().find(cookie: first.cookie, at: start + 1001) != nil)
        #expect(try await fixture.sessions().find(cookie: second.cookie, at: start + 1001) == nil)
    }

    @Test func `a use that a clock noted which was ahead does not keep a session alive`() async throws {
        let alice = try await fixture.add("alice")
        let used = try await begin(alice)
        let unused = try await begin(alice)
        let year = 365 * Self.day
        for session in [used.session, unused.session] {
            try fixture.store.commitUse(of: session.id, at: start + year)
        }
        let ahead = try await begin(alice, after: year)
        // The clock is set right.
        #expect(try await fixture.sessions().find(cookie: ahead.cookie, at: start + Self.day) == nil)
        #expect(try await fixture.sessions().find(cookie: used.cookie, at: start + Self.day) != nil)
        #expect(try fixture.store.findSession(used.cookie.digest)?.session.lastUsedAt == start + Self.day)
        let later = start + 14 * Self.day
        #expect(try await fixture.sessions().list(of: alice.id, at: later).map(\.id) == [used.session.id])
        #expect(try await fixture.sessions().find(cookie: unused.cookie, at: later) == nil)
        #expect(try await fixture.sessions().find(cookie: used.cookie, at: later) != nil)
    }

    @Test func `only its owner ends a session, and then it is over`() async throws {
        let alice = try await fixture.add("alice")
        let bob = try await fixture.add("bob")
        let (cookie, session) = try await begin(alice)
        #expect(try await !fixture.sessions().end(session: session.id, of: bob.id, at: start))
        #expect(try await fixture.sessions().find(cookie: cookie, at: start) != nil)
        #expect(try await fixture.sessions().end(session: session.id, of: alice.id, at: start))
        #expect(try await fixture.sessions().find(cookie: cookie, at: start) == nil)
    }

    @Test func `a disabled account begins no session`() async throws {
        let alice = try await fixture.add("alice")
        try await fixture.accounts.setDisabled(true, of: alice.id, at: start)
        let begun = try await fixture.sessions().begin(
            fixture.signedIn(alice), under: Secret("cookie").digest, replacing: Secret("before").digest,
            continuing: nil, userAgent: nil,
            address: "192.0.2.1", at: start)
        #expect(begun == nil)
    }
}
