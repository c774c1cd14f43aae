import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Once revoked, always and everywhere revoked: by whatever way, in whatever order, under whatever trouble.
@Suite struct Attack11_RevocationHonoured {
    /// What is revoked at the end of each random story.
    private enum Blow: CaseIterable {
        case revokeRefreshToken
        case replayCode
        case replayRefreshToken
        case withdrawConsent
        case endSession
        case disableUser
        case changePassword
        case removeClient
    }

    @Test(arguments: 0..<40)
    func `after the blow no token of the family is taken anywhere, nor gives another`(seed: Int) async throws {
        var chance = SeededGenerator(seed: UInt64(seed))
        let server = try await TestServer(clients: [.make(), .make(id: "api", secret: "s") { $0.mayIntrospect = true }])
        let authorization = try await server.authorize()
        let redemption = server.redemption(of: authorization.code)
        let first = await server.token(redemption)
        var access = [first["access_token"]]
        var refresh = [first["refresh_token"]]
        for _ in 0..<chance.number(below: 6) {
            server.clock.advance(Int64(chance.number(below: 300)))
            let scope = chance.choice([nil, "openid", "openid email"]) ?? nil
            if chance.number(below: 3) == 0 {
                access.append(await server.get("/v1/auth/renewaccesstoken", bearer: access.last ?? nil)["accessToken"])
            } else {
                let reply = await server.token(server.refreshing(refresh.last ?? nil).setting("scope", to: scope))
                access.append(reply["access_token"])
                refresh.append(reply["refresh_token"])
            }
        }
        let blow = Blow.allCases[seed % Blow.allCases.count]
        server.clock.advance(20)
        // Whoever was asked about them in this very second has not yet forgotten that they were alive.
        for token in access {
            #expect(await server.get("/v1/auth/me", bearer: token).status == 200)
            #expect(await server.introspect(token, client: "api", secret: "s").json["active"] == .bool(true))
        }
        try await strike(blow, server, authorization, redemption, first["refresh_token"], last: refresh.last ?? nil)
        // Clients are looked up once a second.
        if blow == .removeClient { server.clock.advance(1) }

        #expect(!access.contains(nil) && !refresh.contains(nil))
        for token in access {
            #expect(await server.get("/v1/auth/me", bearer: token).status == 401, "\(blow)")
            #expect(await server.get("/v1/auth/userinfo", bearer: token).status == 401, "\(blow)")
            #expect(await server.get("/v1/auth/renewaccesstoken", bearer: token).status == 401, "\(blow)")
        }
        for token in access + refresh {
            #expect(
                await server.introspect(token, client: "api", secret: "s").json["active"] == .bool(false), "\(blow)")
        }
        for token in refresh { #expect(await server.token(server.refreshing(token)).status != 200, "\(blow)") }
        #expect(await server.token(redemption).status != 200)
    }

    private func strike(
        _ blow: Blow, _ server: TestServer, _ authorization: Authorization, _ redemption: Fields, _ first: String?,
        last: String?
    ) async throws {
        let user = UserRecord.make().id
        switch blow {
        case .revokeRefreshToken: #expect(await server.revoke(last).status == 200)
        case .replayCode: #expect(await server.token(redemption).error == "invalid_grant")
        case .replayRefreshToken:
            _ = await server.token(server.refreshing(last))
            server.clock.advance(20)
            #expect(await server.token(server.refreshing(last)).error == "invalid_grant")
        case .withdrawConsent:
            var browser = authorization.browser
            let page = await browser.get("/account/applications")
            _ = try await browser.submit("/account/applications", on: page, [:])
        case .endSession:
            var browser = authorization.browser
            let page = await browser.get("/account/sessions")
            _ = try await browser.submit("/account/sessions", on: page, [:])
        case .disableUser: _ = try await server.store.commitDisabled(true, of: user, at: server.now)
        case .changePassword: _ = try await server.store.commitPassword("x", of: user, at: server.now)
        case .removeClient: _ = try await server.store.commitRemovalOfClient(ClientID("app"))
        }
    }

    @Test(arguments: MemoryStore.Call.allCases)
    func `trouble with any call of the store never makes a page succeed`(call: MemoryStore.Call) async throws {
        let store = MemoryStore()
        let server = try await TestServer(store: store)
        var browser = TestBrowser(on: server)
        let signIn = await browser.get("/oauth?\(server.request().encoded)")
        server.clock.advance(400)

        // From here on the one call fails: whoever needs it ends on a page of trouble, and never at the client.
        store.fail(call)
        var page = try await browser.signIn(on: signIn)
        if page.isConsent { page = try await browser.allow(on: page) }
        if store.failures > 0 {
            #expect(
                [500, 503].contains(page.reply.status) || page.reply.answer["error"] == "temporarily_unavailable",
                "\(call)")
            #expect(page.reply.answer["code"] == nil)
        } else {
            #expect(page.reply.answer["code"] != nil)
        }
    }

    @Test func `what was revoked under trouble is still alive, and can be revoked again`() async throws {
        let store = MemoryStore()
        let server = try await TestServer(store: store)
        let tokens = try await server.tokens()
        store.fail(.commitRevocation)
        #expect(await server.revoke(tokens["refresh_token"]).status == 503)
        store.fail(nil)
        #expect(try await server.takes(tokens["access_token"]))
        #expect(await server.revoke(tokens["refresh_token"]).status == 200)
        #expect(try await !server.takes(tokens["access_token"]))
    }
}
