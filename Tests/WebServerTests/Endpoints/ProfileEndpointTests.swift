import CardeaTesting
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// `/account/profile`: what a person changes of what is known of them.
@Suite struct ProfileEndpointTests {
    private static let path = "/account/profile"

    private static func server() async throws -> TestServer {
        let ada = UserRecord.make("ada", email: "ada@example.com", emailVerified: true)
        return try await TestServer(users: [ada, .make("bob", id: 77, email: "bob@example.com", emailVerified: true)]) {
            $0.sendsMail = true
            $0.accountRemoval = true
            $0.profileClaims = ["name", "nickname"]
        }
    }

    private static let changes: [Fields] = [
        ["action": "change-email", "email": "new@example.com"], ["action": "download"],
        ["action": "remove", "username": "ada"],
    ]

    @Test(arguments: changes)
    func `whatever could take the account away asks for a sign-in of late, and leads back`(fields: Fields) async throws
    {
        let server = try await Self.server()
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        server.clock.advance(601)
        let form = try #require(await browser.get(Self.path).forms.first)
        let page = await browser.post(Self.path, form.fields.replacing(with: fields))
        #expect(page.isSignIn)
        #expect(try await server.store.findUser(login: "ada") != nil)
        #expect(try await server.store.findPendingMails(of: [.address]) == 0)
        #expect(try await browser.signIn(on: page).target == Self.path)
    }

    @Test func `a claim is changed however long ago the sign-in was`() async throws {
        let server = try await Self.server()
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        server.clock.advance(601)
        let form = try #require(await browser.get(Self.path).forms.first)
        let fields: Fields = ["action": "save", "nickname": "Countess", "email": "x@example.com", "sub": "1"]
        #expect(await browser.post(Self.path, form.fields.replacing(with: fields)).reply.status == 200)
        let user = try #require(try await server.store.findUser(login: "ada"))
        #expect(user.claims == ["nickname": "Countess"] && user.email == "ada@example.com")
    }

    @Test(arguments: changes)
    func `a form of another browser, or without its token, changes nothing`(fields: Fields) async throws {
        let server = try await Self.server()
        var (ada, bob) = (TestBrowser(on: server), TestBrowser(on: server))
        try await ada.signIn()
        try await bob.signIn(as: "bob")
        let form = try #require(await bob.get(Self.path).forms.first)
        #expect(await ada.post(Self.path, form.fields.replacing(with: fields)).reply.status == 403)
        #expect(await ada.post(Self.path, fields).reply.status == 403)
        #expect(try await server.store.findUser(login: "ada") != nil)
        #expect(try await server.store.findPendingMails(of: [.address]) == 0)
    }

    @Test func `the user name is typed as at a sign-in`() async throws {
        let jose = UserRecord.make("Jos\u{e9}", email: "jose@example.com", emailVerified: true)
        let server = try await TestServer(users: [jose]) { $0.accountRemoval = true }
        var browser = TestBrowser(on: server)
        try await browser.signIn(as: "Jos\u{e9}")
        let form = try #require(await browser.get(Self.path).forms.first)
        let typed: Fields = ["action": "remove", "username": " JOSE\u{301} "]
        #expect(await browser.post(Self.path, form.fields.replacing(with: typed)).isSignIn)
        #expect(try await server.store.findUsers() == [])
    }

    @Test func `whose account is removed is told`() async throws {
        let server = try await Self.server()
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        let form = try #require(await browser.get(Self.path).forms.first)
        _ = await browser.post(Self.path, form.fields.replacing(with: ["action": "remove", "username": "ada"]))
        #expect(try await server.deliverMail().map(\.kind).contains(.accountRemoved))
    }
}
