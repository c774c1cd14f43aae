import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Dynamic clients and were shown out do not come back with what they had.
@Suite struct Attack11_DynamicClientsRemoved {
    private static let uri = "http://127.0.0.1:4321/callback"
    private static let native = #"{"redirect_uris":["http://127.0.0.1/callback"]}"#

    private func revoke(
        _ server: TestServer, _ keys: [TokenDigest], removing ids: [String] = []
    ) async throws {
        _ = try await server.store.commitRemovalOfClients(
            ids.map(ClientID.init),
            revoking: keys.map { RegistrationRevocation(key: $0, at: server.now, expiresAt: server.now + 99_999_999) }
        )
        server.clock.advance(1)
    }

    @Test(arguments: Engine.allCases)
    func `everything of a registration that is removed is dead at once, and its identifier with it`(engine: Engine)
        async throws
    {
        try await engine.withStore { store in
            let server = try await TestServer.open(store: store)
            let id = try #require(await server.register(Self.native)["client_id"])
            server.clock.advance(5)
            let tokens = try await server.tokens(of: id, to: Self.uri)
            let access = tokens["access_token"] ?? ""
            #expect(await server.get("/v1/auth/me", bearer: access).status == 200)
            try await revoke(server, [RegistrationRevocationKey.client(ClientID(id))], removing: [id])
            #expect(await server.get("/v1/auth/me", bearer: access).status == 401)
            #expect(await server.get("/v1/auth/userinfo", bearer: access).status == 401)
            let refresh: Fields = [
                "grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": id,
            ]
            #expect(await server.token(refresh).error == "invalid_client")
            #expect(await server.get("/oauth?\(server.request(of: id, to: Self.uri).encoded)").status == 400)
        }
    }

    @Test(arguments: ["origin", "host"])
    func `a whole origin is revoked with those that have no row, and later ones are welcome`(kind: String)
        async throws
    {
        let server = try await TestServer.open()
        let (used, unused) = (await server.register(Self.native), await server.register(Self.native))
        let elsewhere = await server.register(#"{"redirect_uris":["https://elsewhere.example/cb"]}"#)
        server.clock.advance(5)
        let id = try #require(used["client_id"])
        let tokens = try await server.tokens(of: id, to: Self.uri)
        let key =
            kind == "origin"
            ? RegistrationRevocationKey.origin(.registration) : RegistrationRevocationKey.host("127.0.0.1")
        try await revoke(server, [key, RegistrationRevocationKey.client(ClientID(id))], removing: [id])
        #expect(await server.get("/v1/auth/me", bearer: tokens["access_token"]).status == 401)
        for client in [used, unused] {
            let request = server.request(of: client["client_id"], to: Self.uri)
            #expect(await server.get("/oauth?\(request.encoded)").status == 400)
        }
        let other = server.request(of: elsewhere["client_id"], to: "https://elsewhere.example/cb")
        #expect((await server.get("/oauth?\(other.encoded)").status == 303) == (kind == "host"))
        let new = await server.register(Self.native)["client_id"]
        #expect(try await server.tokens(of: new, to: Self.uri).status == 200)
    }

    @Test(arguments: Engine.allCases)
    func `a client that comes back by its document has nothing of what it had`(engine: Engine) async throws {
        try await engine.withStore { store in
            let documents = KeptDocuments()
            let server = try await TestServer.open(store: store, documents: documents)
            let id = "https://app.example/client.json"
            documents.publish(
                Array(#"{"client_id":"\#(id)","redirect_uris":["http://127.0.0.1/callback"]}"#.utf8), at: id)
            let tokens = try await server.tokens(of: id, to: Self.uri)
            try await revoke(server, [RegistrationRevocationKey.client(ClientID(id))], removing: [id])
            let refresh: Fields = [
                "grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": id,
            ]
            #expect(await server.get("/v1/auth/me", bearer: tokens["access_token"]).status == 401)
            #expect(await server.token(refresh).error == "invalid_grant")
            // Also after somebody has let it in again.
            #expect(try await server.tokens(of: id, to: Self.uri).status == 200)
            #expect(await server.get("/v1/auth/me", bearer: tokens["access_token"]).status == 401)
            #expect(await server.token(refresh).error == "invalid_grant")
        }
    }

    @Test func `trouble with the store is no welcome`() async throws {
        let store = MemoryStore()
        let server = try await TestServer.open(store: store)
        let id = await server.register(Self.native)["client_id"]
        store.fail(.findRegistrationRevocation)
        #expect(await server.get("/oauth?\(server.request(of: id, to: Self.uri).encoded)").status == 503)
        #expect(await server.token(["grant_type": "authorization_code", "client_id": id]).status == 503)
    }
}
