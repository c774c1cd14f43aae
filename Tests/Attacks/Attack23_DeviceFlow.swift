import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// The device flow (RFC 8628 §5): nobody guesses codes, steals them, or has somebody else let a device in unawares.
@Suite struct Attack23_DeviceFlow {
    private static func server(_ store: any Store = MemoryStore()) async throws -> TestServer {
        try await TestServer(
            clients: [.make(), .device(), .device(id: "nobody")],
            users: [.make(), .make("eve")], store: store)
    }

    // Theft

    @Test(arguments: Engine.allCases)
    func `a device code used twice revokes what it gave, and a thief's try does not`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await Self.server(store)
            let device = await server.ask()
            try await server.decide(on: device)
            let tokens = await server.poll(device)
            #expect(await server.poll(device, client: "nobody").error == "invalid_grant")
            #expect(await server.get("/v1/auth/me", bearer: tokens["access_token"]).status == 200)
            #expect(await server.poll(device).error == "invalid_grant")
            #expect(await server.get("/v1/auth/me", bearer: tokens["access_token"]).status == 401)
            let refresh = server.refreshing(tokens["refresh_token"], client: "tv", secret: nil)
            #expect(await server.token(refresh).error == "invalid_grant")
        }
    }

    @Test(arguments: Engine.allCases)
    func `of a hundred redeemers of one device code exactly one wins, and what it won dies with the replay`(
        engine: Engine
    ) async throws {
        try await engine.withStore { store in
            let server = try await Self.server(store)
            let device = await server.ask()
            try await server.decide(on: device)
            let replies = try await race(100) { _ in await server.poll(device) }
            let winners = replies.filter { $0.status == 200 }
            #expect(winners.count == 1)
            #expect(replies.filter { $0.error == "invalid_grant" }.count == 99)
            #expect(await server.get("/v1/auth/me", bearer: winners.first?["access_token"]).status == 401)
        }
    }

    @Test func `a device code is no authorization code and no refresh token, nor the other way about`() async throws {
        let server = try await TestServer(clients: [.make(grants: [.authorizationCode, .refreshToken, .deviceCode])])
        let device = await server.ask(client: "app", secret: "app-secret")
        try await server.decide(on: device)
        let code = device["device_code"] ?? ""
        let authorization = try await server.authorize()
        #expect(await server.refusal(of: server.redemption(of: code)) == .invalidGrant)
        #expect(await server.refusal(of: server.refreshing(code)) == .invalidGrant)
        let polling = server.polling(device, client: "app", secret: "app-secret")
        #expect(await server.refusal(of: polling.setting("device_code", to: authorization.code)) == .invalidGrant)
        // What came of a device is not opened by a code made up from its parts.
        let tokens = await server.token(polling)
        let family = try #require(TokenID(try DecodedToken(tokens["access_token"])["jti"] ?? ""))
        guard case .delegation(let id) = family.origin, let secret = Base64URL.decode(code) else { return }
        let forged = Base64URL.encode(id.octets + secret)
        #expect(await server.refusal(of: server.redemption(of: forged)) == .invalidGrant)
        #expect(try await server.takes(tokens["access_token"]))
    }

    // Guessing

    @Test(arguments: Engine.allCases)
    func `ten wrong codes are all that one person may try, however they hurry`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await Self.server(store)
            var browser = TestBrowser(on: server)
            try await browser.signIn()
            let page = await browser.get("/device")
            let ready = browser
            let replies = try await race(100) { number in
                var copy = ready
                let code = UserCode(from: .seeded(UInt64(number + 1_000))).exposed
                return try await copy.submit("/device", on: page, ["user_code": code]).reply
            }
            #expect(replies.filter { $0.status == 400 }.count == 10)
            #expect(replies.filter { $0.status == 429 }.count == 90)
            // Nor does a right one help now.
            let device = await server.ask()
            let right = try await browser.enter(device["user_code"] ?? "")
            #expect(right.reply.status == 429)
            #expect(right.reply.header("Retry-After") == "60")
            server.clock.advance(60)
            #expect(try await browser.enter("WDJB-MJHT").reply.status == 400)
            #expect(try await browser.enter("WDJB-MJHT").reply.header("Retry-After") == "120")
        }
    }

    @Test func `neither another browser nor another address gives fresh guesses, nor do codes of one's own`()
        async throws
    {
        let server = try await Self.server()
        var wrong = 0
        for number in 0..<30 {
            var browser = TestBrowser(on: server, from: "198.51.100.\(number)")
            try await browser.signIn(as: "eve")
            let own = await server.ask()
            let isOwnTaken = try await browser.enter(own["user_code"] ?? "").isConsent
            #expect(isOwnTaken == (wrong < 10))
            if try await browser.enter("WDJB-MJHT").reply.status == 400 { wrong += 1 }
        }
        #expect(wrong == 10)
        // And they are nobody else's trouble.
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        #expect(try await browser.enter("WDJB-MJHT").reply.status == 400)
    }

    @Test func `many accounts at one address have fifty guesses together`() async throws {
        let names = (0..<7).map { "eve\($0)" }
        let server = try await TestServer(clients: [.device()], users: names.map { .make($0) })
        var wrong = 0
        for name in names {
            var browser = TestBrowser(on: server)
            try await browser.signIn(as: name)
            for _ in 0..<10 where try await browser.enter("WDJB-MJHT").reply.status == 400 { wrong += 1 }
        }
        #expect(wrong == 50)
    }

    @Test func `a code is judged for nobody who has not signed in`() async throws {
        let server = try await Self.server()
        let device = await server.ask()
        var browser = TestBrowser(on: server)
        for code in [device["user_code"] ?? "", "WDJB-MJHT"] {
            let page = try await browser.enter(code)
            #expect(page.isSignIn)
            #expect(!page.reply.text.contains("tv application"))
        }
    }

    // Having somebody else let a device in

    @Test func `a link lets nothing in, and decides nothing`() async throws {
        let server = try await Self.server()
        let device = await server.ask()
        var (browser, page) = try await server.confirmation(of: device)
        let fields = try #require(page.forms.first?.fields)
        for query in [fields.adding("decision", "allow"), ["user_code": device["user_code"], "decision": "allow"]] {
            page = await browser.get("/device?\(query.encoded)")
            #expect(page.reply.status == 200)
        }
        #expect(await server.poll(device).error == "authorization_pending")
    }

    @Test func `a decision needs the token of the page that showed this code to this browser`() async throws {
        let server = try await Self.server()
        let (device, other) = (await server.ask(), await server.ask())
        var (browser, page) = try await server.confirmation(of: device)
        let token = page.forms.first?.fields["csrf"]
        let entry = await browser.get("/device").forms.first?.fields["csrf"]
        let (_, eves) = try await server.confirmation(of: device, user: "eve")
        let tokens = [nil, "", "x", entry, eves.forms.first?.fields["csrf"]]
        for csrf in tokens {
            let fields: Fields = ["user_code": device["user_code"], "decision": "allow", "csrf": csrf]
            #expect(await browser.post("/device", fields).reply.status == 403)
        }
        // Nor does the token of one code decide on another.
        let fields: Fields = ["user_code": other["user_code"], "decision": "allow", "csrf": token]
        #expect(await browser.post("/device", fields).reply.status == 403)
        for device in [device, other] { #expect(await server.poll(device).error == "authorization_pending") }
        page = try await browser.submit("/device", on: page, ["decision": "allow"])
        #expect(page.reply.status == 200)
    }

    @Test(arguments: ["https://evil.example", "null", "https://cardea.example.evil"])
    func `a decision that another site posts is refused though it had the token`(origin: String) async throws {
        let server = try await Self.server()
        let device = await server.ask()
        let (browser, page) = try await server.confirmation(of: device)
        let fields = try #require(page.forms.first?.fields).adding("decision", "allow")
        let headers: Fields = ["Cookie": browser.cookies.header, "Origin": origin]
        #expect(await server.post("/device", form: fields, headers: headers).status == 403)
        #expect(await server.poll(device).error == "authorization_pending")
    }

    @Test func `a page that was open before somebody else signed in decides nothing for them`() async throws {
        let server = try await Self.server()
        let device = await server.ask()
        var (browser, page) = try await server.confirmation(of: device)
        let switching = await browser.get("/oauth?\(server.request(["prompt": "login"]).encoded)")
        _ = try await browser.signIn(on: switching, as: "eve")
        page = try await browser.submit("/device", on: page, ["decision": "allow"])
        #expect(page.reply.status == 403)
        #expect(await server.poll(device).error == "authorization_pending")
    }

    @Test func `no page of it can be framed, kept, or told to others`() async throws {
        let server = try await Self.server()
        let device = await server.ask()
        var (browser, page) = try await server.confirmation(of: device)
        let form = await browser.get("/device?user_code=\(device["user_code"] ?? "")")
        let done = try await browser.submit("/device", on: page, ["decision": "allow"])
        for reply in [form.reply, page.reply, done.reply] {
            #expect(reply.header("X-Frame-Options") == "DENY")
            #expect(reply.header("Content-Security-Policy")?.contains("frame-ancestors 'none'") == true)
            #expect(reply.header("Cache-Control") == "no-store")
            #expect(reply.header("Referrer-Policy") == "same-origin")
            #expect(reply.header("Access-Control-Allow-Origin") == nil)
        }
        page = form
    }

    @Test(arguments: Engine.allCases)
    func `of many decisions at once one counts, and the device is told that one`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await Self.server(store)
            let device = await server.ask()
            let (browser, page) = try await server.confirmation(of: device)
            let replies = try await race(50) { number in
                var copy = browser
                let decision = number.isMultiple(of: 2) ? "allow" : "deny"
                return (decision, try await copy.submit("/device", on: page, ["decision": decision]).reply)
            }
            let counted = replies.filter { $0.1.status == 200 }
            #expect(counted.count == 50 && Set(counted.map(\.1.text)).count == 1)
            let isAllowed = counted.first?.1.text.contains("Your device is connected") == true
            #expect(await server.poll(device).status == (isAllowed ? 200 : 400))
        }
    }

    // What leaks

    @Test func `the device gets no session, and the browser no token`() async throws {
        let server = try await Self.server()
        let device = await server.ask()
        var (browser, page) = try await server.confirmation(of: device)
        let session = try #require(browser.session)
        page = try await browser.submit("/device", on: page, ["decision": "allow"])
        let tokens = await server.poll(device)
        #expect(tokens.setCookies.isEmpty && device.setCookies.isEmpty)
        #expect(!tokens.whole.contains(session) && !device.whole.contains(session))
        let user = try #require(try await server.store.findUser(login: "ada"))
        for kept in try await server.store.findSessions(of: user.id) {
            #expect(!tokens.whole.contains(kept.id.description))
            #expect(try DecodedToken(tokens["id_token"])["sid"] != kept.id.description)
        }
        for name in ["access_token", "refresh_token", "id_token"] {
            #expect(!page.reply.whole.contains(try #require(tokens[name])))
        }
        #expect(!page.reply.whole.contains(try #require(device["device_code"])))
        // No browser is signed in by anything that the device was told.
        var thief = TestBrowser(on: server)
        thief.cookies.plant("__Host-cardea-session", device["device_code"])
        #expect(await thief.request("GET", "/account").location == "/login")
    }

    @Test func `neither code is in the log, in the numbers or on the disk`() async throws {
        try await Engine.withDatabase { store, directory in
            let server = try await Self.server(store)
            let (device, waiting) = (await server.ask(), await server.ask())
            var browser = TestBrowser(on: server)
            _ = try await browser.enter(waiting["user_code"] ?? "")
            _ = await browser.get("/device?user_code=\(device["user_code"] ?? "")")
            try await server.decide(on: device)
            _ = await server.poll(device)
            let shown = server.log.lines.joined(separator: "\n") + (await server.get("/metrics").text)
            let kept = try Engine.octets(in: directory)
            for name in ["device_code", "user_code"] {
                for code in [device, waiting].compactMap({ $0[name] }) {
                    #expect(!shown.contains(code))
                    let isKept = kept.firstRange(of: Array(code.utf8)) != nil
                    #expect(!isKept)
                    // Nor a digest of a user code that could be found by trying all of them.
                    #expect(try await store.findDeviceAuthorization(userCode: TokenDigest(of: code)) == nil)
                }
            }
        }
    }
}
