import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// `/device` (RFC 8628 §3.3).
@Suite struct DeviceEndpointTests {
    private static func server(
        _ clients: [ClientRecord] = [.make(), .device()], configure: (inout ServerConfiguration) -> Void = { _ in }
    ) async throws -> TestServer {
        try await TestServer(
            clients: clients, users: [.make(), .make("grace", name: "Grace Hopper")], configure: configure)
    }

    @Test func `the form starts with the code of the address, and offers to go on with a phone`() async throws {
        let server = try await Self.server()
        var browser = TestBrowser(on: server)
        let page = await browser.get("/device?user_code=wdjb-mjht")
        #expect(page.reply.status == 200)
        #expect(page.forms.first?.action == "/device")
        #expect(page.forms.first?.fields["user_code"] == "wdjb-mjht")
        #expect(page.reply.text.contains("<svg class=\"qr\""))
        for target in ["/device", "/device?user_code=", "/device?user_code=x", "/device?user_code=%22%3E%3Cb%3E"] {
            let page = await browser.get(target)
            #expect(page.reply.status == 200)
            #expect(!page.reply.text.contains("<svg class=\"qr\""))
        }
    }

    @Test func `looking at the page tells nothing about a code`() async throws {
        let server = try await Self.server()
        let device = await server.ask()
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        let real = await browser.get("/device?user_code=\(device["user_code"] ?? "")")
        let made = await browser.get("/device?user_code=WDJB-MJHT")
        let pages = [(real, device["user_code"] ?? ""), (made, "WDJB-MJHT")].map { page, code in
            page.reply.text.replacing(code, with: "").replacing(/\ d="[^"]*"/, with: "")
        }
        #expect(pages[0] == pages[1])
        #expect(real.reply.status == made.reply.status)
    }

    @Test func `whoever is not signed in signs in first, and comes back to the code`() async throws {
        let server = try await Self.server()
        let device = await server.ask()
        let code = try #require(device["user_code"])
        var browser = TestBrowser(on: server)
        var page = try await browser.submit("/device", on: await browser.get("/device?user_code=\(code)"), [:])
        #expect(page.isSignIn)
        #expect(page.target.hasPrefix("/login?request="))
        #expect(page.reply.text.contains("to connect a device"))
        #expect(!page.target.contains(code) && !page.reply.text.contains(code))
        page = try await browser.signIn(on: page)
        #expect(page.target == "/device?user_code=\(code)")
        page = try await browser.submit("/device", on: page, [:])
        #expect(page.isConsent)
        page = try await browser.submit("/device", on: page, ["decision": "allow"])
        #expect(page.reply.status == 200)
        #expect(await server.poll(device).status == 200)
    }

    @Test func `somebody may make an account on the way`() async throws {
        let server = try await Self.server { $0.accountRegistration = true }
        let device = await server.ask()
        var browser = TestBrowser(on: server)
        var page = try await browser.enter(device["user_code"] ?? "")
        page = await browser.get(page.target.replacing("/login", with: "/create-account"))
        page = try await browser.submit(
            "/create-account", on: page,
            ["username": "newton", "email": "n@example.com", "password": "an apple a day"])
        #expect(page.target.hasPrefix("/device?user_code="))
    }

    @Test func `what waits for a sign-in is for that browser, and for half an hour`() async throws {
        let server = try await Self.server()
        let device = await server.ask()
        var browser = TestBrowser(on: server)
        let page = try await browser.enter(device["user_code"] ?? "")
        var other = TestBrowser(on: server)
        #expect(await other.get(page.target).reply.status == 403)
        try await other.signIn()
        #expect(await other.get(page.target).reply.status == 403)
        server.clock.advance(1800)
        #expect(await browser.get(page.target).reply.status == 403)
    }

    @Test func `the confirmation names the client, the person, the code and what is asked for`() async throws {
        let server = try await Self.server { configuration in
            guard let uri = ResourceIndicator("https://api.example/") else { return }
            var resource = ResourceConfiguration(uri: uri)
            resource.name = "The Ledger"
            configuration.resources = [resource]
        }
        let device = await server.ask(["scope": "openid email", "resource": "https://api.example"])
        let (_, page) = try await server.confirmation(of: device)
        let code = try #require(device["user_code"])
        for words in ["The tv application", "ada", code, "The Ledger", "email address", "just started this yourself"] {
            #expect(page.reply.text.contains(words), "\(words)")
        }
        #expect(!page.reply.text.contains("full name"))
        let policy = try #require(page.reply.header("Content-Security-Policy"))
        #expect(policy.hasSuffix("frame-ancestors 'none'"))
        #expect(page.reply.header("X-Frame-Options") == "DENY")
    }

    @Test func `even a client that needs no consent is confirmed`() async throws {
        let server = try await Self.server([.device { $0.skipsConsent = true }])
        let device = await server.ask()
        let (_, page) = try await server.confirmation(of: device)
        #expect(page.isConsent)
        #expect(await server.poll(device).error == "authorization_pending")
    }

    @Test func `allowing is remembered as any consent is, with what was allowed before`() async throws {
        let server = try await Self.server()
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        for scope in ["openid email", "openid profile"] {
            browser = try await server.decide(on: await server.ask(["scope": scope]), in: browser)
        }
        let consents = try await server.store.findConsents(of: UserRecord.make().id)
        #expect(consents.map(\.scope.description) == ["openid email profile"])
    }

    @Test func `a wrong, expired or used code is answered alike`() async throws {
        let server = try await Self.server([.device(), .device(id: "gone")])
        let (expired, used, denied) = (await server.ask(), await server.ask(), await server.ask())
        let gone = await server.ask(client: "gone")
        var browser = try await server.decide(on: used)
        try await server.decide("deny", on: denied, in: browser)
        #expect(try await server.store.commitRemovalOfClient(ClientID("gone")))
        server.clock.advance(600)
        let (redeemed, late) = (await server.ask(), await server.ask())
        try await server.decide(on: redeemed, in: browser)
        _ = await server.poll(redeemed)
        try await server.decide("deny", on: late, in: browser)
        var pages: Set<String> = []
        for code in [expired, used, denied, gone, redeemed, late].compactMap({ $0["user_code"] })
            + ["WDJB-MJHT", "x", "12345678"]
        {
            let page = try await browser.enter(code)
            #expect(page.reply.status == 400)
            #expect(page.reply.text.contains("No device is waiting with this code."))
            #expect(page.forms.first?.fields["user_code"] == code)
            pages.insert(page.reply.text.replacing("value=\"\(code)\"", with: ""))
        }
        #expect(pages.count == 1)
    }

    @Test func `a code that ends while it is looked at is not decided upon`() async throws {
        let server = try await Self.server()
        for decision in ["allow", "deny"] {
            let device = await server.ask()
            var (browser, page) = try await server.confirmation(of: device)
            server.clock.advance(600)
            page = try await browser.submit("/device", on: page, ["decision": decision])
            #expect(page.reply.status == 400)
            #expect(await server.poll(device).error == "expired_token")
        }
        #expect(try await server.store.findConsents(of: UserRecord.make().id).isEmpty)
    }

    @Test func `a decision that is neither is none, and one that was made stays`() async throws {
        let server = try await Self.server()
        let device = await server.ask()
        var (browser, page) = try await server.confirmation(of: device)
        for decision in ["maybe", "ALLOW", "allow deny"] {
            #expect(try await browser.submit("/device", on: page, ["decision": decision]).reply.status == 403)
        }
        let done = try await browser.submit("/device", on: page, ["decision": "deny"])
        #expect(done.reply.text.contains("turned away"))
        for decision in ["allow", "deny"] {
            let again = try await browser.submit("/device", on: page, ["decision": decision])
            #expect(again.reply.status == 200 && again.reply.text.contains("turned away"))
        }
        #expect(await server.poll(device).error == "access_denied")
        page = await browser.get("/device")
        #expect(page.reply.status == 200)
    }

    @Test func `one may sign in as somebody else instead`() async throws {
        let server = try await Self.server()
        let device = await server.ask()
        var (browser, page) = try await server.confirmation(of: device)
        let link = try #require(page.reply.text.firstMatch(of: /href="(\/login[^"]*switch=1)"/)?.1)
        let login = await browser.get(String(link).replacing("&amp;", with: "&"))
        #expect(login.isSignIn)
        page = try await browser.signIn(on: login, as: "grace")
        page = try await browser.submit("/device", on: page, [:])
        #expect(page.isConsent && page.reply.text.contains("grace"))
        page = try await browser.submit("/device", on: page, ["decision": "allow"])
        #expect(await server.get("/v1/auth/me", bearer: await server.poll(device)["access_token"])["name"] == "grace")
    }

    @Test func `the confirmation leads to what the operator's client says about itself`() async throws {
        let client = ClientRecord.device { metadata in
            for (name, member) in [("about", "client_uri"), ("terms", "tos_uri"), ("privacy", "policy_uri")] {
                metadata.information[member] = .string("https://tv.example/\(name)")
            }
        }
        let server = try await Self.server([client])
        let (_, page) = try await server.confirmation(of: await server.ask())
        for name in ["about", "terms", "privacy"] {
            #expect(page.reply.text.contains("href=\"https://tv.example/\(name)\""), "\(name)")
        }
    }

    @Test func `a client that wants a fresh sign-in gets one`() async throws {
        for change in [
            { $0.defaultMaxAge = 60 }, { $0.defaultACRValues = [AuthenticationContext.password.rawValue] },
        ] as [(inout ClientMetadata) -> Void] {
            let server = try await Self.server([.device(change: change)])
            var browser = TestBrowser(on: server)
            try await browser.signIn()
            server.clock.advance(7200)
            let device = await server.ask()
            var page = try await browser.enter(device["user_code"] ?? "")
            #expect(page.isSignIn)
            page = try await browser.signIn(on: page)
            page = try await browser.submit("/device", on: page, [:])
            #expect(page.isConsent)
            _ = try await browser.submit("/device", on: page, ["decision": "allow"])
            let tokens = await server.poll(device)
            #expect(try DecodedToken(tokens["id_token"]).claims["auth_time"] == .integer(server.now.seconds))
        }
    }

    @Test func `an issuer with a path has its page below it`() async throws {
        let server = try await TestServer(issuer: "https://cardea.example/tenant", clients: [.device()])
        let device = await server.post("/tenant/v1/auth/device", form: ["client_id": "tv"])
        var browser = TestBrowser(on: server)
        var page = await browser.get("/tenant/device?user_code=\(device["user_code"] ?? "")")
        #expect(page.forms.first?.action == "/tenant/device")
        page = try await browser.submit("/device", on: page, [:])
        #expect(page.target.hasPrefix("/tenant/login?request="))
        page = try await browser.signIn(on: page)
        #expect(page.target.hasPrefix("/tenant/device?user_code="))
    }

    @Test func `a client that registered itself says so, and is kept when it is first let in`() async throws {
        let server = try await TestServer.open()
        let registered = await server.register(
            #"{"client_name":"Picture frame","grant_types":["urn:ietf:params:oauth:grant-type:device_code","refresh_token"],"#
                + #""redirect_uris":[],"response_types":[],"token_endpoint_auth_method":"none"}"#)
        #expect(registered.status == 201)
        let id = registered["client_id"] ?? ""
        let (device, denied) = (await server.ask(client: id), await server.ask(client: id))
        try await server.decide("deny", on: denied)
        #expect(try await server.store.findClient(ClientID(id)) == nil)
        var (browser, page) = try await server.confirmation(of: device)
        #expect(page.reply.text.contains("Picture frame"))
        #expect(page.reply.text.contains("This application introduced itself."))
        page = try await browser.submit("/device", on: page, ["decision": "allow"])
        #expect(page.reply.status == 200)
        #expect(try await server.store.findClient(ClientID(id)) != nil)
        let tokens = await server.poll(device, client: id)
        #expect(tokens.status == 200)
        let refresh = server.refreshing(tokens["refresh_token"], client: id, secret: nil)
        #expect(await server.token(refresh).status == 200)
        #expect(await server.poll(denied, client: id).error == "access_denied")
    }

    @Test func `letting a stranger's device in lets the stranger send nobody anywhere`() async throws {
        let server = try await TestServer.open()
        let uri = "https://frames.example/cb"
        let registered = await server.register(
            #"{"client_name":"Picture frame","redirect_uris":["\#(uri)"],"token_endpoint_auth_method":"none","#
                + #""grant_types":["urn:ietf:params:oauth:grant-type:device_code","authorization_code"]}"#)
        let id = registered["client_id"] ?? ""
        var browser = try await server.decide(on: await server.ask(client: id))
        for isAllowed in [false, true] {
            let page = await browser.get("/oauth?\(server.request(of: id, to: uri).encoded)")
            #expect(page.isConsent == !isAllowed)
            if !isAllowed { _ = try await browser.allow(on: page) }
        }
    }

    @Test func `a client that is described elsewhere is named with its host`() async throws {
        let id = "https://frames.example/client.json"
        let documents = KeptDocuments()
        let text = #"""
            {"client_id":"\#(id)","client_name":"Picture frame","token_endpoint_auth_method":"none",
            "grant_types":["urn:ietf:params:oauth:grant-type:device_code"]}
            """#
        documents.answer(
            FetchedDocument(mediaType: "application/json", maxAge: nil, octets: Array(text.utf8)), at: id)
        let server = try await TestServer.open(documents: documents)
        let device = await server.ask(client: id)
        #expect(device.status == 200)
        let (_, page) = try await server.confirmation(of: device)
        #expect(page.reply.text.contains("It is described by"))
        #expect(page.reply.text.contains("frames.example"))
        try await server.decide(on: device)
        #expect(await server.poll(device, client: id).status == 200)
    }

    @Test(arguments: [
        MemoryStore.Call.commitAttempt, .findDeviceAuthorizationByUserCode, .commitSettlement, .findConsent,
        .commitApproval, .commitDenial,
    ])
    func `trouble with the store is told on a page, and lets nothing in`(call: MemoryStore.Call) async throws {
        let store = MemoryStore()
        let server = try await TestServer(clients: [.device()], store: store)
        let device = await server.ask()
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        let form = await browser.get("/device")
        store.fail(call)
        var page = try await browser.submit("/device", on: form, ["user_code": device["user_code"]])
        if [.findConsent, .commitApproval, .commitDenial].contains(call) {
            let decision = call == .commitDenial ? "deny" : "allow"
            page = try await browser.submit("/device", on: page, ["decision": decision])
        }
        #expect(store.failures > 0)
        #expect(page.reply.status == 503 && page.reply.header("Retry-After") == "1")
        #expect(!page.reply.text.contains("holiday"))
        store.fail(nil)
        #expect(await server.poll(device).error == "authorization_pending")
        try await server.decide(on: device, in: browser)
        #expect(await server.poll(device).status == 200)
    }

    @Test func `a malformed address or form is refused with a page`() async throws {
        let server = try await Self.server()
        var browser = TestBrowser(on: server)
        #expect(await browser.get("/device?user_code=a&user_code=b").reply.status == 400)
        let reply = await server.post("/device", "{}", type: "application/json", headers: ["Accept": "text/html"])
        #expect(reply.status == 400)
    }
}
