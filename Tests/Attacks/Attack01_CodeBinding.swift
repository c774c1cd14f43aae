import CardeaTesting
import OAuthProtocol
import Storage
import StorageTesting
import Testing

/// A code, refresh token or device code in the hands of another client is worth nothing there, whichever way it is presented, and
/// stays good for its owner.
@Suite struct Attack01_CodeBinding {
    /// Everybody that could hold a stolen token: another confidential client, a public one, and one whose name differs
    /// from the victim's in its letters' case.
    private static let thieves: [(id: String, secret: String?)] = [
        ("thief", "thief-secret"), ("nobody", nil), ("APP", "s"),
    ]

    private static func server(_ store: any Store) async throws -> TestServer {
        try await TestServer(clients: [.make()] + thieves.map { .make(id: $0.id, secret: $0.secret) }, store: store)
    }

    @Test(arguments: Engine.allCases)
    func `a stolen code redeems for nobody but its client`(engine: Engine) async throws {
        try await engine.withStore { store in
            let server = try await Self.server(store)
            let code = try await server.authorize().code
            for thief in Self.thieves {
                let fields = server.redemption(of: code, client: thief.id, secret: thief.secret)
                #expect(await server.post("/v1/auth/oauthtoken", form: fields).error == "invalid_grant")
                #expect(await server.post("/token", json: fields).error == "invalid_grant")
                let byHeader = fields.removing("client_secret").removing("client_id")
                if let secret = thief.secret {
                    let headers: Fields = ["Authorization": TestServer.basic(thief.id, secret)]
                    #expect(await server.token(byHeader, headers: headers).error == "invalid_grant")
                    let carried = byHeader.adding("httpAuth", TestServer.basic(thief.id, secret))
                    #expect(await server.token(carried).error == "invalid_grant")
                }
            }
            #expect(await server.token(server.redemption(of: code)).status == 200)
        }
    }

    @Test(arguments: Engine.allCases)
    func `a stolen refresh token refreshes for nobody but its client, and the theft revokes nothing`(
        engine: Engine
    ) async throws {
        try await engine.withStore { store in
            let server = try await Self.server(store)
            let tokens = try await server.tokens()
            for thief in Self.thieves {
                let fields = server.refreshing(tokens["refresh_token"], client: thief.id, secret: thief.secret)
                #expect(await server.token(fields).error == "invalid_grant")
                #expect(await server.post("/token", json: fields).error == "invalid_grant")
            }
            #expect(try await server.takes(tokens["access_token"]))
            #expect(await server.token(server.refreshing(tokens["refresh_token"])).status == 200)
        }
    }

    @Test(arguments: Engine.allCases)
    func `a stolen device code redeems for nobody but its client, whichever way it is presented`(
        engine: Engine
    ) async throws {
        try await engine.withStore { store in
            let server = try await TestServer(
                clients: [.device()] + Self.thieves.map { .device(id: $0.id, secret: $0.secret) }, store: store)
            let device = await server.ask()
            for isAllowed in [false, true] {
                if isAllowed { try await server.decide(on: device) }
                for thief in Self.thieves {
                    let fields = server.polling(device, client: thief.id, secret: thief.secret)
                    #expect(await server.token(fields).error == "invalid_grant")
                    #expect(await server.post("/token", json: fields).error == "invalid_grant")
                    guard let secret = thief.secret else { continue }
                    let byHeader = fields.removing("client_id").removing("client_secret")
                    let basic = TestServer.basic(thief.id, secret)
                    #expect(await server.token(byHeader, headers: ["Authorization": basic]).error == "invalid_grant")
                    #expect(await server.token(byHeader.adding("httpAuth", basic)).error == "invalid_grant")
                }
            }
            #expect(await server.poll(device).status == 200)
        }
    }

    @Test func `a spent code in a thief's hands does not revoke its owner's tokens`() async throws {
        let server = try await Self.server(MemoryStore())
        let code = try await server.authorize().code
        let tokens = await server.token(server.redemption(of: code))
        let theft = server.redemption(of: code, client: "thief", secret: "thief-secret")
        #expect(await server.token(theft).error == "invalid_grant")
        #expect(try await server.takes(tokens["access_token"]))
    }

    @Test func `a code does not pass for a refresh token, nor a refresh token for a code`() async throws {
        let server = try await Self.server(MemoryStore())
        let code = try await server.authorize().code
        let refresh = try await server.tokens()["refresh_token"] ?? ""
        #expect(await server.token(server.refreshing(code)).error == "invalid_grant")
        #expect(await server.token(server.redemption(of: refresh)).error == "invalid_grant")
        #expect(await server.token(server.redemption(of: code)).status == 200)
    }
}
