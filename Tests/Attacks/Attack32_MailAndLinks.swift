import CardeaTesting
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing
import WebServer

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

    /// Links of each purpose, as they come in messages, to `ada`, and the browser in which she is signed in.
    private static func links(on server: TestServer) async throws -> (links: [String], TestBrowser) {
        var ada = TestBrowser(on: server)
        try await ada.signIn()
        _ = try await server.deliverMail()
        _ = try await forget("ada", on: server)
        let form = try #require(await ada.get("/account/profile").forms.first { $0.fields["email"] != nil })
        _ = await ada.post(
            "/account/profile", form.fields.replacing(with: ["action": "change-email", "email": "new@example.com"]))
        let outbox = Outbox(master: server.master, entropy: .seeded(7))
        _ = try await Invitations.invite(
            "guest@example.net", in: server.store, by: outbox, entropy: .seeded(7), at: server.now)
        let paths: [MailRecord.Kind: String] = [
            .newPassword: "/reset-password", .address: "/verify-email", .invitation: "/invitation",
        ]
        let links = try await server.deliverMail().compactMap { mail in
            try paths[mail.kind].map { try path(mail, $0) }
        }
        #expect(links.count == 3)
        return (links.sorted(), ada)
    }

    @Test func `the form of a link is of its browser, and needs its token`() async throws {
        let server = try await Self.server()
        let (links, browser) = try await Self.links(on: server)
        for link in links {
            var (own, other) = (browser, TestBrowser(on: server))
            _ = await other.get("/login")
            let page = await own.get(link)
            let form = try #require(page.forms.first { $0.fields["token"] != nil }, "\(link)")
            let filled = form.fields.replacing(with: ["new_password": "a new pass word", "username": "guest"])
            for wrong in ["", "x", String(repeating: "a", count: 5_000)] {
                _ = await own.post(form.action, filled.replacing(with: ["csrf": wrong]))
            }
            _ = await other.post(form.action, filled)
            #expect(await own.get(link).reply.status == 200, "\(link) was used up")
        }
        #expect(try await server.store.findUsers().count == 1)
        #expect(try await server.store.findUser(login: "ada")?.email == "ada@example.com")
    }

    @Test func `a link that is wrong, too long, twice or too old does nothing`() async throws {
        let server = try await Self.server()
        let (links, signedIn) = try await Self.links(on: server)
        var browser = signedIn
        for link in links {
            let (place, token) = try #require(link.octets.cut(at: "="))
            let wrong = ["", "x", "\(token)x", token.uppercased(), "%00\(token)", String(repeating: "a", count: 5_000)]
            for text in wrong {
                #expect(await browser.get("\(place)=\(text)").reply.status == 403, "\(place)")
            }
            #expect(await browser.get("\(link)&token=\(token)").reply.status == 400)
        }
        server.clock.advance(OneTimeLinks.lifetime)
        for link in links {
            #expect(await browser.get(link).reply.status == (link.octets.hasPrefix("/invitation") ? 200 : 403))
        }
        server.clock.advance(Invitations.lifetime - OneTimeLinks.lifetime)
        for link in links { #expect(await browser.get(link).reply.status == 403) }
    }

    @Test func `wrong codes behind a link keep nobody from signing in, and are bounded`() async throws {
        let server = try await Self.server()
        let codes = OneTimeCodeRecord(userID: Self.proved.id, sealed: [1, 2, 3], createdAt: server.now, lastStep: 0)
        #expect(try await server.store.commitOneTimeCodes(codes, recovery: []))
        _ = try await Self.forget("ada", on: server)
        let link = try Self.path(try #require(try await server.deliverMail().first), "/reset-password")
        var browser = TestBrowser(on: server)
        let page = await browser.get(link)
        var statuses: [Int] = []
        for _ in 0..<7 {
            let fields: Fields = ["new_password": "a new pass word", "code": "000000"]
            statuses.append(try await browser.submit("/reset-password", on: page, fields).reply.status)
        }
        #expect(statuses == [400, 400, 400, 400, 400, 429, 429])
        // Recovery codes are counted apart, and so is the sign-in.
        let recovery: Fields = ["new_password": "a new pass word", "recovery_code": "aaaa-aaaa-aaaa"]
        #expect(try await browser.submit("/reset-password", on: page, recovery).reply.status == 400)
        var owner = TestBrowser(on: server)
        let form = try await owner.signIn(on: await owner.get("/login"))
        #expect(try await owner.submit("/login/code", on: form, ["code": "000000"]).reply.status == 400)
    }
}
