import Identity
import Logging
import OAuthProtocol
import Storage
import Testing

@testable import cardea

/// What `serve --dev` leaves in a database, and what a later `serve` without it takes back.
struct DemoDataTests {
    private let database: TemporaryDatabase
    private let demo: DemoData
    private let issuer = "http://localhost:8080"

    init() throws {
        database = try TemporaryDatabase()
        demo = DemoData(
            registry: database.registry(), accounts: database.accounts, users: database.store, logger: .quiet)
    }

    @Test func `the demo client and user are the contract's`() async throws {
        try await demo.add(issuer: issuer)
        let client = try #require(try await database.store.findClient(ClientID("demo")))
        #expect(
            client.metadata.redirectURIs.map(\.value) == [
                "http://localhost:3030/oauth/tradovate/callback", "http://localhost:8080/playground/callback",
            ])
        #expect(client.metadata.scope.description == "openid profile email offline_access")
        #expect(client.metadata.grantTypes == [.authorizationCode, .refreshToken, .clientCredentials])
        #expect(try await database.accepts("demo-secret", for: client.id))
        let user = try #require(try await database.store.findUser(login: "demo"))
        #expect(user.name == "Demo Trader" && user.email == "demo@example.com" && user.emailVerified)
        #expect(try await database.hasher.verify(Secret("demo-password"), against: #require(user.passwordHash)))
    }

    @Test func `a second start changes only what the issuer changed`() async throws {
        try await demo.add(issuer: issuer)
        let user = try await database.store.findUser(login: "demo")
        let client = try await database.store.findClient(ClientID("demo"))
        try await demo.add(issuer: issuer)
        #expect(try await database.store.findUser(login: "demo") == user)
        #expect(try await database.store.findClient(ClientID("demo")) == client)
        try await demo.add(issuer: "http://localhost:9999")
        let moved = try #require(try await database.store.findClient(ClientID("demo")))
        #expect(moved.metadata.redirectURIs.last?.value == "http://localhost:9999/playground/callback")
        #expect(moved.secrets == client?.secrets)
    }

    @Test func `a start without dev closes the door that everybody has a key to`() async throws {
        try await demo.add(issuer: issuer)
        try await demo.takeBack()
        #expect(try await database.store.findClient(ClientID("demo")) == nil)
        #expect(try await database.store.findUser(login: "demo")?.disabled == true)
        try await demo.add(issuer: issuer)
        #expect(try await database.store.findUser(login: "demo")?.disabled == false)
    }

    @Test func `a demo user with a password of its own stays`() async throws {
        try await demo.add(issuer: issuer)
        let user = try #require(try await database.store.findUser(login: "demo"))
        try await database.accounts.setPassword(Secret("nobody knows this"), of: user.id, at: Timestamp(1_700_000_001))
        try await demo.takeBack()
        #expect(try await database.store.findUser(login: "demo")?.disabled == false)
    }

    @Test func `an operator's own client called demo is left alone`() async throws {
        let metadata = try ClientMetadata().replacing(["redirect_uris": .strings(["https://a.example/cb"])])
        _ = try await database.registry().add(id: ClientID("demo"), metadata: metadata, chosen: nil, origin: .command)
        try await demo.add(issuer: issuer)
        try await demo.takeBack()
        #expect(try await database.store.findClient(ClientID("demo"))?.metadata == metadata)
    }
}
