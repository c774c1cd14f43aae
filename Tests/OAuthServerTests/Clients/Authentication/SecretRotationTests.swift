import CardeaTesting
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

@Suite struct SecretRotationTests {
    private func refusal(_ server: TestServer, _ secret: String) async -> OAuthError.Code? {
        await server.refusal(of: ["grant_type": "client_credentials", "client_id": "app", "client_secret": secret])
    }

    @Test func `old and new secret overlap until the old one ends`() async throws {
        let server = try await TestServer()
        var client = ClientRecord.make()
        client.secrets = [
            StoredSecret(.digest(Secret("new").digest)),
            StoredSecret(.digest(Secret("old").digest), expiresAt: server.now + 3600),
        ]
        _ = try await server.store.commitClient(client)
        #expect(await refusal(server, "new") == nil)
        #expect(await refusal(server, "old") == nil)
        #expect(await refusal(server, "app-secret") == .invalidClient)
        server.clock.advance(3599)
        #expect(await refusal(server, "old") == nil)
        server.clock.advance(1)
        #expect(await refusal(server, "old") == .invalidClient)
        #expect(await refusal(server, "new") == nil)
    }

    @Test func `a secret that was taken away is refused within a second`() async throws {
        let server = try await TestServer()
        #expect(await refusal(server, "app-secret") == nil)
        var client = ClientRecord.make()
        client.secrets = []
        _ = try await server.store.commitClient(client)
        server.clock.advance(1)
        #expect(await refusal(server, "app-secret") == .invalidClient)
    }

    @Test func `a chosen secret is kept as Argon2id, and what once matched it is not believed after a change`()
        async throws
    {
        let hasher = try SharedParts.hasher.get()
        var client = ClientRecord.make()
        client.secrets = [StoredSecret(.argon2id(try await hasher.hash(Secret("chosen by a person"))))]
        let server = try await TestServer(clients: [client])
        for _ in 0..<3 {
            #expect(await refusal(server, "chosen by a person") == nil)
            #expect(await refusal(server, "guessed by another") == .invalidClient)
        }
        client.secrets = [StoredSecret(.argon2id(try await hasher.hash(Secret("guessed by another"))))]
        _ = try await server.store.commitClient(client)
        server.clock.advance(1)
        #expect(await refusal(server, "chosen by a person") == .invalidClient)
        #expect(await refusal(server, "guessed by another") == nil)
    }

    @Test func `a damaged hash is our trouble and no verdict`() async throws {
        var client = ClientRecord.make()
        client.secrets = [StoredSecret(.argon2id("$argon2id$damaged"))]
        #expect(await refusal(try await TestServer(clients: [client]), "x") == .serverError)
    }
}
