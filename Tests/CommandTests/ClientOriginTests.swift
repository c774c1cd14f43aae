import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

@testable import cardea

/// Clients that nobody here registered, as operators list them and show them out.
@Suite struct ClientOriginTests {
    private let database: TemporaryDatabase
    private let rules: RegistrationRules
    private let now = Timestamp(1_700_000_000)

    init() throws {
        database = try TemporaryDatabase()
        rules = RegistrationRules(
            ServerConfiguration(issuer: try #require(Issuer("https://cardea.example"))), ring: KeyRing())
    }

    private func keep(_ id: String, _ origin: ClientRecord.Origin, to uri: String) async throws {
        let metadata = try ClientMetadata().replacing([
            "redirect_uris": .strings([uri]), "token_endpoint_auth_method": .string("none"),
        ])
        let client = ClientRecord.make(
            id: id, metadata: metadata, origin: origin, createdAt: now,
            expiry: origin.isDynamic ? ClientRecord.Expiry(idle: 100, at: now + 100) : nil)
        #expect(try await database.store.commitNewClient(client))
    }

    private func populate() async throws {
        try await keep("mine", .command, to: "https://claude.ai/cb")
        try await keep("reg-a", .registration, to: "https://claude.ai/cb")
        try await keep("reg-b", .registration, to: "http://localhost:3000/cb")
        try await keep("reg-c", .registration, to: "com.example.app:/cb")
        try await keep("https://Agent.example/client.json", .document, to: "https://claude.ai/other")
    }

    private func ids() async throws -> [String] {
        try await database.store.findClients().map(\.id.value).sorted()
    }

    @Test(arguments: [
        ("registration", ["reg-a", "reg-b", "reg-c"]), ("document", ["https://Agent.example/client.json"]),
        ("claude.ai", ["https://Agent.example/client.json", "reg-a"]),
        ("CLAUDE.AI", ["https://Agent.example/client.json", "reg-a"]),
        ("agent.example", ["https://Agent.example/client.json"]), ("localhost", ["reg-b"]),
        ("com.example.app", ["reg-c"]), ("elsewhere.example", []), ("ai", []),
    ])
    func `an origin is a way or a host, and what is the operator's own is never part of it`(
        origin: String, removed: [String]
    ) async throws {
        try await populate()
        let before = try await ids()
        #expect(try await database.registry().removeAll(from: ClientOrigin(origin), rules: rules) == removed.count)
        #expect(try await ids() == before.filter { !removed.contains($0) })
    }

    @Test(arguments: ["command", "configuration", "development"])
    func `clients of the operator's own are not removed together`(origin: String) async throws {
        try await populate()
        await #expect(throws: CommandError.self) {
            try await database.registry().removeAll(from: ClientOrigin(origin), rules: rules)
        }
        #expect(try await ids().count == 5)
    }

    @Test func `each client that is removed with its origin is revoked by name too`() async throws {
        try await populate()
        _ = try await database.registry().removeAll(from: ClientOrigin("claude.ai"), rules: rules)
        for key in [
            RegistrationRevocationKey.host("claude.ai"), RegistrationRevocationKey.client(ClientID("reg-a")),
            RegistrationRevocationKey.client(ClientID("https://Agent.example/client.json")),
        ] {
            #expect(try await database.store.findRegistrationRevocation(ofAny: [key]) == now)
        }
        #expect(
            try await database.store.findRegistrationRevocation(ofAny: [
                RegistrationRevocationKey.client(ClientID("reg-b"))
            ]) == nil)
    }

    @Test func `a stranger is removed with or without a row, and an unknown name is refused`() async throws {
        try await populate()
        for id in ["reg-a", "reg-never-seen", "https://agent.example/unseen.json"] {
            try await database.registry().remove(id, rules: rules)
            #expect(
                try await database.store.findRegistrationRevocation(ofAny: [
                    RegistrationRevocationKey.client(ClientID(id))
                ]) == now)
        }
        try await database.registry().remove("mine", rules: rules)
        await #expect(throws: CommandError.self) { try await database.registry().remove("nobody", rules: rules) }
        #expect(try await ids() == ["https://Agent.example/client.json", "reg-b", "reg-c"])
    }

    @Test func `an identifier that this server never gave is no client to remove`() async throws {
        var registry = database.registry()
        registry.hasSealed = { _ in false }
        try await populate()
        let error = await #expect(throws: CommandError.self) {
            try await registry.remove("reg-never-given", rules: rules)
        }
        #expect(error?.description.contains("there is no client reg-never-given") == true)
        let key = RegistrationRevocationKey.client(ClientID("reg-never-given"))
        #expect(try await database.store.findRegistrationRevocation(ofAny: [key]) == nil)
        // What is in the database is there, whoever sealed it.
        try await registry.remove("reg-a", rules: rules)
        #expect(try await !ids().contains("reg-a"))
    }

    @Test func `what a stranger says of itself is not changed by command`() async throws {
        try await populate()
        await #expect(throws: CommandError.self) { try await database.registry().changeable("reg-a") }
        _ = try await database.registry().changeable("mine")
    }

    @Test func `a report says where a client comes from`() async throws {
        try await populate()
        let client = try await database.registry().find("reg-a")
        let report = ClientReport(client: client).json
        #expect(report["origin"] == .string("registration"))
        #expect(report["hosts"]?.strings == ["claude.ai"])
        #expect(ClientReport(client: client).text.contains("its own registration"))
    }
}
