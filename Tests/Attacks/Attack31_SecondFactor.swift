import CardeaTesting
import Identity
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Whoever knows a password and has no second factor comes in by no door (threat 31).
@Suite struct Attack31_SecondFactor {
    private static let multiFactor = AuthenticationContext.multiFactor.rawValue

    /// A server on which `ada` has codes of an app.
    private static func server(
        _ store: any Store = MemoryStore(), policy: SecondFactorPolicy = .optional, hasCodes: Bool = true
    ) async throws -> TestServer {
        let client = ClientRecord.make { $0.skipsConsent = true }
        let server = try await TestServer(clients: [client, .device()], store: store) {
            $0.secondFactor = policy
            $0.accountRegistration = true
        }
        if hasCodes {
            let codes = OneTimeCodeRecord(
                userID: UserRecord.make().id, sealed: [1, 2, 3], createdAt: server.now, lastStep: 0)
            #expect(try await store.commitOneTimeCodes(codes, recovery: []))
        }
        return server
    }

    /// A browser in which the password was right.
    private static func halfway(_ server: TestServer, _ target: String = "/login") async throws -> (TestBrowser, Page) {
        var browser = TestBrowser(on: server)
        let page = try await browser.signIn(on: await browser.get(target))
        return (browser, page)
    }

    private static func asksForCode(_ page: Page) -> Bool {
        page.reply.location == nil && page.forms.contains { $0.fields["code"] != nil }
    }

    @Test(arguments: [SecondFactorPolicy.optional, .required])
    func `halfway nobody is signed in at any door`(policy: SecondFactorPolicy) async throws {
        let server = try await Self.server(policy: policy)
        for target in ["/login", "/oauth?\(server.request().encoded)"] {
            var (browser, page) = try await Self.halfway(server, target)
            #expect(Self.asksForCode(page))
            for door in ["/account", "/account/security", "/account/sessions", "/account/applications"] {
                #expect(await browser.get(door).isSignIn, "\(door)")
            }
            let silent = await browser.get("/oauth?\(server.request(["prompt": "none"]).encoded)")
            #expect(silent.reply.answer["error"] == "login_required")
            #expect(await browser.get("/oauth?\(server.request().encoded)").isSignIn)
            let device = await server.ask()
            page = await browser.get("/device?user_code=\(device["user_code"] ?? "")")
            page = try await browser.submit("/device", on: page, ["user_code": device["user_code"] ?? ""])
            #expect(page.isSignIn)
            #expect(try await server.store.findSessions(of: UserRecord.make().id) == [])
        }
    }

    @Test func `the cookie of halfway is of its browser, its time and its password`() async throws {
        let server = try await Self.server()
        let (browser, _) = try await Self.halfway(server)
        let name = "__Host-cardea-first-factor"
        let carried = try #require(browser.cookies.values[name])
        var other = TestBrowser(on: server)
        _ = await other.get("/login")
        other.cookies.take("\(name)=\(carried); Path=/; Secure")
        #expect(await other.get("/login/code").isSignIn)

        var late = browser
        server.clock.advance(601)
        #expect(await late.get("/login/code").isSignIn)

        var (again, _) = try await Self.halfway(server)
        #expect(Self.asksForCode(await again.get("/login/code")))
        #expect(
            try await server.store.commitPassword("$argon2id$other", of: UserRecord.make().id, at: server.now)
                == .done)
        #expect(await again.get("/login/code").isSignIn)
    }

    @Test func `the form by which an account was made is no way around it`() async throws {
        let store = MemoryStore()
        let server = try await Self.server(store, hasCodes: false)
        let form: Fields = [
            "username": "newcomer", "email": "new@example.com", "name": "", "password": "a long passphrase",
        ]
        var browser = TestBrowser(on: server)
        let page = await browser.get("/create-account")
        var twice = browser
        _ = try await browser.submit("/create-account", on: page, form)
        let user = try #require(try await store.findUser(login: "newcomer"))
        let codes = OneTimeCodeRecord(userID: user.id, sealed: [1], createdAt: server.now, lastStep: 0)
        #expect(try await store.commitOneTimeCodes(codes, recovery: []))
        #expect(Self.asksForCode(try await twice.submit("/create-account", on: page, form)))
    }

    @Test func `where everybody must, a session without gets nothing, not even silently or on a device`() async throws {
        let server = try await Self.server(policy: .required, hasCodes: false)
        var browser = TestBrowser(on: server)
        let page = try await browser.signIn(on: await browser.get("/oauth?\(server.request().encoded)"))
        #expect(page.target.hasPrefix("/account/security?request="))
        let silent = await browser.get("/oauth?\(server.request(["prompt": "none"]).encoded)")
        #expect(silent.reply.answer["error"] == "interaction_required")
        let device = await server.ask()
        let entered = try await browser.submit(
            "/device", on: await browser.get("/device"), ["user_code": device["user_code"] ?? ""])
        #expect(entered.target.hasPrefix("/account/security?request="))
        #expect(await server.poll(device)["error"] == "authorization_pending")
    }

    @Test func `whoever has only a session of before changes nothing`() async throws {
        let store = MemoryStore()
        let server = try await Self.server(store, hasCodes: false)
        var thief = TestBrowser(on: server)
        try await thief.signIn()
        let page = await thief.get("/account/security")
        let codes = OneTimeCodeRecord(
            userID: UserRecord.make().id, sealed: [1], createdAt: server.now, lastStep: 0)
        #expect(try await store.commitOneTimeCodes(codes, recovery: []))
        for action in ["remove-codes", "set-up-codes", "renew-recovery-codes", "change-password"] {
            let answer = try await thief.submit(
                "/account/security", on: page, ["action": action, "new_password": "a long passphrase"])
            #expect(Self.asksForCode(answer), "\(action)")
        }
        server.clock.advance(601)
        let answer = try await thief.submit("/account/security", on: page, ["action": "remove-codes"])
        #expect(answer.isSignIn)
        #expect(try await store.findOneTimeCodes(of: UserRecord.make().id) != nil)
    }

    @Test func `where there are no passkeys none of their classes is promised, and an essential one is refused`()
        async throws
    {
        let server = try await TestServer(issuer: "http://127.0.0.1:8080")
        let classes = await server.get("/.well-known/openid-configuration").json["acr_values_supported"]?.strings ?? []
        #expect(classes.contains(Self.multiFactor) && !classes.contains("phr") && !classes.contains("phrh"))
        var browser = TestBrowser(on: server)
        let wish = #"{"id_token":{"acr":{"essential":true,"value":"phr"}}}"#
        let page = await browser.get("/oauth?\(server.request(["claims": wish]).encoded)")
        #expect(page.reply.answer["error"] == "unmet_authentication_requirements")
    }

    @Test func `nobody who does not know the password shuts the codes of a person`() async throws {
        let server = try await Self.server()
        var stranger = TestBrowser(on: server, from: "198.51.100.7")
        _ = await stranger.get("/login")
        for _ in 0..<20 { #expect(await stranger.post("/login/code", ["code": "000000"]).isSignIn) }
        let (_, page) = try await Self.halfway(server)
        #expect(Self.asksForCode(page))
    }

    @Test func `in a remembered browser a password takes no passkey away, where everybody needs two factors`()
        async throws
    {
        let store = MemoryStore()
        let server = try await Self.server(store, policy: .required, hasCodes: false)
        let ada = UserRecord.make().id
        let passkey = PasskeyRecord(
            id: [1, 2, 3], userID: ada, name: "Phone", publicKey: [4], signCount: 0, isBackupEligible: true,
            transports: [], createdAt: server.now)
        let challenge = SpentAssertion(digest: TokenDigest(of: "c"), expiresAt: server.now + 300)
        #expect(try await store.commitNewPasskey(passkey, spending: challenge) == .done)
        let remembered = RememberedBrowserRecord(
            digest: TokenDigest(of: "known"), userID: ada, createdAt: server.now, expiresAt: server.now + 600,
            userAgent: "Firefox", address: "192.0.2.1")
        #expect(try await store.commitRememberedBrowser(remembered))
        var browser = TestBrowser(on: server)
        browser.cookies.take("__Host-cardea-remembered=known; Path=/; Secure")
        try await browser.signIn()
        let page = await browser.get("/account/security")
        for action in ["remove-passkey", "set-up-codes", "change-password"] {
            let answer = try await browser.submit(
                "/account/security", on: page,
                ["action": action, "id": Base64URL.encode([1, 2, 3]), "new_password": "a long passphrase"])
            #expect(Self.asksForCode(answer), "\(action)")
        }
        #expect(try await store.findPasskeys(of: ada).count == 1)
    }

    @Test func `nobody posts a code for a session that needs none`() async throws {
        let server = try await Self.server(hasCodes: false)
        var browser = TestBrowser(on: server)
        let page = await browser.get("/oauth?\(server.request().encoded)")
        let handle = try #require(page.target.split(separator: "=").last.map { String($0) })
        _ = try await browser.signIn(on: page)
        let codes = OneTimeCodeRecord(userID: UserRecord.make().id, sealed: [1], createdAt: server.now, lastStep: 0)
        #expect(try await server.store.commitOneTimeCodes(codes, recovery: []))
        #expect(!Self.asksForCode(await browser.get("/login/code?request=\(handle)")))
        #expect(!Self.asksForCode(await browser.post("/login/code", ["code": "000000", "request": handle])))
    }

    @Test func `a second factor makes a sign-in no younger, so that a stolen cookie and one code change nothing`()
        async throws
    {
        let server = try await Self.server(hasCodes: false)
        let ada = UserRecord.make().id
        var thief = TestBrowser(on: server)
        try await thief.signIn()
        let signedInAt = server.now
        let key = server.master.derive("device cookies")
        let code = try #require(RecoveryCode(typed: "0123-4567-89AB-CDEF")).record(of: ada, mac: key.mac)
        let codes = OneTimeCodeRecord(userID: ada, sealed: [1], createdAt: server.now, lastStep: 0)
        #expect(try await server.store.commitOneTimeCodes(codes, recovery: [code]))
        server.clock.advance(900)
        let page = await thief.get("/oauth?\(server.request(["acr_values": Self.multiFactor]).encoded)")
        #expect(Self.asksForCode(page))
        let end = try await thief.submit("/login/code", on: page, ["recovery_code": "0123 4567 89ab cdef"])
        #expect(end.reply.answer["code"] != nil)
        let session = try #require(try await server.store.findSessions(of: ada).first)
        #expect(session.methods == [.password, .oneTimeCode] && session.authenticatedAt == signedInAt)
        let security = await thief.get("/account/security")
        for action in ["remove-codes", "change-password"] {
            let answer = try await thief.submit(
                "/account/security", on: security, ["action": action, "new_password": "a long passphrase"])
            #expect(answer.isSignIn, "\(action)")
        }
    }
}
