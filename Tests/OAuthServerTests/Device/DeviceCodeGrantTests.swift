import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// The device code grant (RFC 8628 §3.4 and §3.5).
@Suite struct DeviceCodeGrantTests {
    private static let ledger = "https://ledger.example"

    private static func server(
        _ client: ClientRecord = .device(), configure: (inout ServerConfiguration) -> Void = { _ in }
    ) async throws -> TestServer {
        try await TestServer(clients: [.make(), client], configure: configure)
    }

    @Test func `a device that was let in gets the user's tokens, with what is known of the sign-in`() async throws {
        let server = try await Self.server()
        let device = await server.ask(["scope": "openid profile email offline_access"])
        #expect(await server.poll(device).error == "authorization_pending")
        server.clock.advance(60)
        try await server.decide(on: device)
        server.clock.advance(30)
        let reply = await server.poll(device)
        #expect(reply.status == 200)
        #expect(reply.integer("expires_in") == 3600)
        #expect(reply.integer("refresh_token_expires_in") == 1_209_600)
        #expect(reply["scope"] == nil)
        #expect(await server.get("/v1/auth/me", bearer: reply["access_token"])["name"] == "ada")
        let signedInAt = JSONValue.integer((server.now - 30).seconds)
        for token in [try DecodedToken(reply["access_token"]), try DecodedToken(reply["id_token"])] {
            #expect(token.claims["auth_time"] == signedInAt)
            #expect(token["acr"] == AuthenticationContext.password.rawValue)
        }
        #expect(try DecodedToken(reply["id_token"])["aud"] == "tv")
        #expect(try DecodedToken(reply["access_token"])["client_id"] == "tv")
    }

    @Test func `its refresh tokens rotate as any others, and a replay ends the family`() async throws {
        let server = try await Self.server()
        let device = await server.ask()
        try await server.decide(on: device)
        let tokens = await server.poll(device)
        let refresh = server.refreshing(tokens["refresh_token"], client: "tv", secret: nil)
        let next = await server.token(refresh)
        #expect(next.status == 200)
        server.clock.advance(11)
        #expect(await server.token(refresh).error == "invalid_grant")
        #expect(
            await server.token(server.refreshing(next["refresh_token"], client: "tv", secret: nil)).error
                == "invalid_grant")
        #expect(await server.get("/v1/auth/me", bearer: next["access_token"]).status == 401)
    }

    @Test func `a client without the refresh grant gets none, and no offline access`() async throws {
        let server = try await Self.server(.device(grants: [.deviceCode]))
        let device = await server.ask(["scope": "openid offline_access"])
        try await server.decide(on: device)
        let tokens = await server.poll(device)
        #expect(tokens.status == 200)
        #expect(tokens["refresh_token"] == nil)
        #expect(tokens["scope"] == "openid")
    }

    @Test func `the scope is told where it is not as it was asked`() async throws {
        let server = try await Self.server()
        for (asked, told) in [("openid admin", "openid"), ("email openid", nil)] {
            let device = await server.ask(["scope": asked])
            try await server.decide(on: device)
            #expect(await server.poll(device)["scope"] == told)
        }
        let device = await server.ask()
        try await server.decide(on: device)
        #expect(await server.poll(device)["scope"] == "openid profile email offline_access")
    }

    @Test func `who polls too soon is told to slow down, more each time, and is let in all the same`() async throws {
        let server = try await Self.server()
        let device = await server.ask()
        var errors: [String?] = []
        // The interval is 5, then 10, then 15; a second is forgiven, since times are whole seconds.
        for pause in [0, 5, 3, 5, 9, 14, 14] as [Int64] {
            server.clock.advance(pause)
            errors.append(await server.poll(device).error)
        }
        let (pending, slow) = ("authorization_pending", "slow_down")
        #expect(errors == [pending, pending, slow, slow, slow, slow, slow])
        try await server.decide(on: device)
        #expect(await server.poll(device).status == 200)
    }

    @Test func `one device's haste is not another's`() async throws {
        let server = try await Self.server()
        let (hasty, patient) = (await server.ask(), await server.ask())
        for _ in 0..<3 { _ = await server.poll(hasty) }
        #expect(await server.poll(hasty).error == "slow_down")
        #expect(await server.poll(patient).error == "authorization_pending")
    }

    @Test func `a device that was turned away is told so, with status 400`() async throws {
        let server = try await Self.server()
        let device = await server.ask()
        try await server.decide("deny", on: device)
        for _ in 0..<2 {
            let reply = await server.poll(device)
            #expect(reply.error == "access_denied" && reply.status == 400)
        }
        #expect(try await server.store.findConsents(of: UserRecord.make().id).isEmpty)
    }

    @Test(arguments: [nil, "allow", "deny"])
    func `a code is good for ten minutes, and then known to have expired`(decision: String?) async throws {
        let server = try await Self.server()
        let device = await server.ask()
        if let decision { try await server.decide(decision, on: device) }
        server.clock.advance(600)
        #expect(await server.poll(device).error == "expired_token")
        server.clock.advance(3600)
        while try await server.store.commitRemovalOfExpired(at: server.now, limit: 100) >= 100 {}
        #expect(await server.poll(device).error == "invalid_grant")
    }

    @Test func `a code that is missing, unknown or of another kind is refused`() async throws {
        let server = try await Self.server()
        let device = await server.ask()
        let fields = server.polling(device)
        #expect(await server.refusal(of: fields.removing("device_code")) == .invalidRequest)
        let code = try await server.authorize().code
        for wrong in [
            "x", String(repeating: "A", count: 43), device["user_code"], code, "\(device["device_code"] ?? "")x",
        ] {
            #expect(await server.refusal(of: fields.setting("device_code", to: wrong)) == .invalidGrant)
        }
        #expect(await server.refusal(of: fields) == .authorizationPending)
    }

    @Test func `a client that is not registered for the grant is refused before its code is looked at`() async throws {
        let server = try await Self.server()
        let device = await server.ask()
        let fields = server.polling(device, client: "app", secret: "app-secret")
        #expect(await server.refusal(of: fields) == .unauthorizedClient)
    }

    @Test func `the tokens are for what was authorized, or for less`() async throws {
        let server = try await Self.server { configuration in
            configuration.resources = [Self.ledger, "https://till.example"].compactMap { ResourceIndicator($0) }.map {
                ResourceConfiguration(uri: $0)
            }
        }
        for (asked, redeemed, audience) in [
            (Self.ledger, nil, Self.ledger), (Self.ledger, Self.ledger + "/", Self.ledger),
            (nil, nil, "https://cardea.example"),
        ] as [(String?, String?, String)] {
            let device = await server.ask(["resource": asked])
            try await server.decide(on: device)
            let fields = server.polling(device)
            #expect(await server.refusal(of: fields.adding("resource", "https://till.example")) == .invalidTarget)
            let reply = await server.token(redeemed.map { fields.adding("resource", $0) } ?? fields)
            #expect(try DecodedToken(reply["access_token"])["aud"] == audience)
        }
    }

    @Test func `what the client was reduced to since holds now`() async throws {
        let server = try await Self.server()
        var record = ClientRecord.device(scope: "openid email")
        let device = await server.ask(["scope": "openid profile email"])
        let hopeless = await server.ask(["scope": "profile"])
        let grantless = await server.ask()
        for device in [device, hopeless, grantless] { try await server.decide(on: device) }
        #expect(try await server.store.commitClient(record))
        server.clock.advance(1)
        #expect(await server.poll(device)["scope"] == "openid email")
        #expect(await server.poll(hopeless).error == "invalid_scope")
        record.metadata.grantTypes = [.refreshToken]
        #expect(try await server.store.commitClient(record))
        server.clock.advance(1)
        #expect(await server.poll(grantless).error == "unauthorized_client")
    }

    @Test(arguments: Ending.allCases)
    func `what ends before the device comes in keeps it out, and afterwards ends its tokens`(
        ending: Ending
    ) async throws {
        // The endings end what `app` has.
        let client = ClientRecord.device(id: "app", secret: "app-secret")
        for isRedeemed in [false, true] {
            let server = try await TestServer(clients: [client])
            let device = await server.ask(client: "app", secret: "app-secret")
            var scoped = await server.ask(["scope": "openid"], client: "app", secret: "app-secret")
            let browser = try await server.decide(on: device)
            try await server.decide(on: scoped, in: browser)
            if isRedeemed { scoped = await server.poll(scoped, client: "app", secret: "app-secret") }
            try await ending.happen(on: server, in: browser)
            server.clock.advance(1)
            let reply = await server.poll(device, client: "app", secret: "app-secret")
            switch ending {
            case .clientRemoved: #expect(reply.error == "invalid_client")
            case .consentWithdrawn: #expect(reply.error == "access_denied")
            default: #expect(reply.error == "invalid_grant")
            }
            guard isRedeemed else { continue }
            #expect(await server.get("/v1/auth/me", bearer: scoped["access_token"]).status == 401)
        }
    }

    @Test func `a client of the same name that came after gets nothing of it`() async throws {
        let server = try await Self.server()
        let device = await server.ask()
        try await server.decide(on: device)
        #expect(try await server.store.commitRemovalOfClient(ClientID("tv")))
        #expect(try await server.store.commitNewClient(.device(instance: 2)))
        server.clock.advance(1)
        #expect(await server.poll(device).error == "invalid_grant")
    }

    @Test func `an application is listed with what devices of it may do`() async throws {
        let server = try await Self.server()
        let device = await server.ask()
        var browser = try await server.decide(on: device)
        #expect(await browser.get("/account/applications").reply.text.contains("The tv application"))
    }
}
