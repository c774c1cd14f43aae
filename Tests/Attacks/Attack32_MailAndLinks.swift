import CardeaTesting
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Mail tells strangers nothing, and its links let nobody in (threat 32).
@Suite struct Attack32_MailAndLinks {
    private static let proved = UserRecord.make("ada", email: "ada@example.com", emailVerified: true)

    private static func server(_ users: [UserRecord] = [proved], _ store: any Store = MemoryStore()) async throws
        -> TestServer
    {
        try await TestServer(users: users, store: store) {
            $0.sendsMail = true
            $0.accountRegistration = true
        }
    }

    private static func forget(_ name: String, on server: TestServer) async throws -> Page {
        var browser = TestBrowser(on: server)
        return try await browser.submit(
            "/forgot-password", on: await browser.get("/forgot-password"), ["username": name])
    }

    /// The path of a link, as it is opened.
    private static func path(_ mail: MailContent, _ path: String) throws -> String {
        "\(path)?token=\(try #require(mail.token).exposed)"
    }

    @Test func `the server does the same for every name, whoever has it`() async throws {
        let store = MemoryStore()
        let disabled = UserRecord.make("gone", id: 77, email: "gone@example.com", emailVerified: true)
        let unproved = UserRecord.make("new", id: 78, email: "new@example.com", emailVerified: false)
        let server = try await Self.server([Self.proved, disabled, unproved], store)
        _ = try await server.store.commitDisabled(true, of: disabled.id, at: server.now)
        var seen: Set<String> = []
        for name in ["ada", "ADA@example.com", "gone", "new@example.com", "nobody", "", "a\u{0}"] {
            let (page, calls) = try await store.recording { try await Self.forget(name, on: server) }
            seen.insert("\(page.reply.status) \(page.reply.text) \(calls)")
        }
        #expect(seen.count == 1, "\(seen)")
        #expect(try await server.deliverMail().map(\.recipient) == ["ada@example.com", "ada@example.com"])
    }

    @Test func `nobody is buried in mail, however many ask from wherever`() async throws {
        let server = try await Self.server()
        for network in 0..<40 {
            let asked = try await server.links.request(
                of: "ada", Circumstances(), from: "10.0.\(network).1", at: server.now)
            #expect(asked == .taken)
        }
        #expect(try await server.deliverMail().count == 5)
    }

    @Test func `what nobody has looked at yet is bounded`() async throws {
        let server = try await Self.server()
        for number in 0..<MailRecord.most.requested {
            let address = "10.\(number / 250).\(number % 250).1"
            #expect(
                try await server.links.request(of: "x\(number)", Circumstances(), from: address, at: server.now)
                    == .taken)
        }
        let beyond = try await server.links.request(of: "ada", Circumstances(), from: "192.0.2.1", at: server.now)
        #expect(beyond == .throttled(retryAfter: 60))
    }

    @Test func `a mailed link signs in nobody, is used by its form alone, and once`() async throws {
        let server = try await Self.server()
        _ = try await Self.forget("ada", on: server)
        let link = try Self.path(try #require(try await server.deliverMail().first), "/reset-password")
        var browser = TestBrowser(on: server)
        for _ in 0..<3 { #expect(await browser.get(link).forms.contains { $0.fields["new_password"] != nil }) }
        #expect(await browser.get("/account").isSignIn)
        let page = await browser.get(link)
        let fields: Fields = ["new_password": "a new pass word"]
        #expect(try await browser.submit("/reset-password", on: page, fields).isSignIn)
        #expect(await browser.get("/account").isSignIn)
        #expect(try await browser.submit("/reset-password", on: page, fields).reply.status == 403)
    }

    @Test func `a link is of its purpose, and the last of its kind alone`() async throws {
        let server = try await Self.server()
        for _ in 0..<2 { _ = try await Self.forget("ada", on: server) }
        let mails = try await server.deliverMail()
        #expect(mails.count == 2)
        var browser = TestBrowser(on: server)
        #expect(await browser.get(try Self.path(mails[0], "/reset-password")).reply.status == 403)
        #expect(await browser.get(try Self.path(mails[1], "/verify-email")).reply.status == 403)
        #expect(await browser.get(try Self.path(mails[1], "/invitation")).reply.status == 403)
        #expect(await browser.get(try Self.path(mails[1], "/reset-password")).reply.status == 200)
        server.clock.advance(OneTimeLinks.lifetime)
        #expect(await browser.get(try Self.path(mails[1], "/reset-password")).reply.status == 403)
    }

    @Test func `a stranger's account has no address that its owner did not confirm there`() async throws {
        let server = try await Self.server()
        var stranger = TestBrowser(on: server)
        let registered: Fields = [
            "username": "mallory", "email": "owner@example.org", "name": "Call +1 555",
            "password": "mallory's password",
        ]
        _ = try await stranger.submit("/create-account", on: await stranger.get("/create-account"), registered)
        let mail = try #require(try await server.deliverMail().first)
        #expect(mail.recipient == "owner@example.org")
        // Nothing that the stranger has typed is in it.
        #expect(mail.username == nil && mail.detail == nil)
        let link = try Self.path(mail, "/verify-email")
        var owner = TestBrowser(on: server)
        _ = try await owner.signIn(on: await owner.get("/login"))
        for page in [await owner.get(link)] { #expect(page.reply.status == 403 && page.forms.isEmpty) }
        let page = await stranger.get(link)
        #expect(page.reply.status == 200)
        // The form of the one in the browser of the other.
        let fields = try #require(page.forms.first).fields
        #expect(await owner.post("/verify-email", fields).reply.status == 403)
        #expect(try await server.store.findUser(login: "mallory")?.emailVerified == false)
    }

    @Test func `what waits holds no link that a reader of the database could use`() async throws {
        let server = try await Self.server()
        _ = try await Self.forget("ada", on: server)
        let request = try #require(try await server.store.findDueMails(limit: 1, at: server.now).first)
        let claimed = try #require(try await server.store.commitClaim(of: request, until: server.now + 60))
        try await server.links.answer(claimed, at: server.now)
        let mail = try #require(try await server.store.findDueMails(limit: 1, at: server.now).first)
        let sent = try #require(try await server.deliverMail().first)
        let token = try #require(sent.token).exposed
        #expect(!String(decoding: mail.sealed, as: UTF8.self).utf8.contains(token.utf8))
    }
}
