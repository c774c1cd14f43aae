import Identity
import Logging
import OAuthProtocol
import Storage
import StorageTesting
import Testing

@testable import cardea

/// Clients of the configuration file, as they are read and as the database follows them.
struct ConfiguredClientTests {
    private let database = try? TemporaryDatabase()

    private func read(_ text: String) throws -> [Placed<ConfiguredClient>] {
        try Configuration.load(try ConfigurationFile(path: "cardea.yaml", text: text)).clients
    }

    private let charts = """
        clients:
          - client_id: charts
            client_secret: correct horse
            client_name: Charts
            redirect_uris: [https://charts.example/callback]
        """

    @Test func `a client is read by its metadata names`() throws {
        let client = try #require(try read(charts).first)
        #expect(client.id == ClientID("charts"))
        #expect(client.secret?.exposed == "correct horse")
        #expect(client.metadata.name == "Charts")
        #expect(client.metadata.redirectURIs.map(\.value) == ["https://charts.example/callback"])
    }

    @Test func `a secret may lie in a file beside the configuration`() throws {
        let directory = try TemporaryDirectory()
        _ = try directory.write("from a file\n", to: "secret")
        let file = try directory.write(
            charts.replacing("client_secret: correct horse", with: "client_secret_file: secret"), to: "cardea.yaml")
        #expect(
            try Configuration.load(try ConfigurationFile(path: file)).clients.first?.secret?.exposed == "from a file")
    }

    @Test(arguments: [
        ("client_secret: correct horse", "token_endpoint_auth_method: client_secret", "needs either client_secret or"),
        ("client_secret: correct horse", "client_secret: a\n    token_endpoint_auth_method: none", "needs no secret"),
        ("client_id: charts", "client_id: with space", "must be 1 to 128 printable ASCII"),
        ("client_id: charts", "client_uri: https://a.example", "client_id is missing"),
        ("redirect_uris: [https://charts.example/callback]", "redirect_uris: []", "needs a redirect URI"),
        ("redirect_uris: [https://charts.example/callback]", "redirect_uris: [http://a.example]", "redirect_uris"),
    ])
    func `a client that could not work is refused`(part: String, instead: String, expected: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(charts.replacing(part, with: instead)) }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    @Test func `a client with a key needs no secret and takes none`() async throws {
        let jwk = #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
        let keyed = charts.replacing(
            "client_secret: correct horse",
            with: "token_endpoint_auth_method: private_key_jwt\n    jwks: {\"keys\": [\(jwk)]}")
        let client = try #require(try read(keyed).first)
        #expect(client.secret == nil && client.metadata.authenticationMethod == .privateKeyJWT)
        let database = try #require(database)
        let sync = ConfiguredClients(registry: database.registry(), logger: .quiet)
        try await sync.make(equalTo: [client])
        let added = try #require(try await database.store.findClient(client.id))
        #expect(added.secrets.isEmpty)
        try await sync.make(equalTo: [client])
        #expect(try await database.store.findClient(client.id) == added, "an equal file changes nothing")
        for (more, expected) in [
            ("    client_secret: x\n", "needs no secret: it authenticates with private_key_jwt"),
            ("    token_endpoint_auth_signing_alg: ES256\n", "jwks has no key for ES256"),
        ] {
            let error = #expect(throws: ConfigurationError.self) { try read(keyed + "\n" + more) }
            #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
        }
        let keyless = charts.replacing(
            "client_secret: correct horse", with: "token_endpoint_auth_method: private_key_jwt")
        let error = #expect(throws: ConfigurationError.self) { try read(keyless) }
        #expect(error?.description.contains("private_key_jwt needs jwks or jwks_uri") == true)
    }

    @Test func `the database follows the file`() async throws {
        let database = try #require(database)
        let sync = ConfiguredClients(registry: database.registry(), logger: .quiet)
        try await sync.make(equalTo: try read(charts))
        let added = try #require(try await database.store.findClient(ClientID("charts")))
        #expect(added.origin == .configuration)

        try await sync.make(equalTo: try read(charts))
        #expect(try await database.store.findClient(added.id) == added, "an equal file changes nothing")

        try await sync.make(equalTo: try read(charts.replacing("client_name: Charts", with: "client_name: Maps")))
        let renamed = try #require(try await database.store.findClient(added.id))
        #expect(renamed.metadata.name == "Maps")
        #expect(renamed.secrets == added.secrets)
        #expect(renamed.registration == added.registration, "its tokens live on")

        for name in ["Caf\u{e9}", "Cafe\u{301}"] {
            try await sync.make(
                equalTo: try read(charts.replacing("client_name: Charts", with: "client_name: \(name)")))
            let kept = try #require(try await database.store.findClient(added.id)).metadata.name
            #expect(kept.map { Array($0.utf8) } == Array(name.utf8), "what only looks alike is another name")
        }

        try await sync.make(equalTo: try read(charts.replacing("correct horse", with: "battery staple")))
        #expect(try await database.accepts("battery staple", for: added.id))
        #expect(try await database.accepts("correct horse", for: added.id) == false)

        try await sync.make(equalTo: [])
        #expect(try await database.store.findClients().isEmpty)
    }

    @Test func `the log warns of addresses that the file names and that may not serve`() async throws {
        let lines = Lines()
        let output = LogOutput(format: .text, milliseconds: { 0 }, write: lines.add)
        let logger = Logger(label: "cardea") { LineLogHandler(logLevel: .warning, label: $0, output: output) }
        let text = charts.replacing("https://charts.example/callback", with: "http://192.168.1.5/cb")
        let database = try #require(database)
        try await ConfiguredClients(registry: database.registry(), logger: logger)
            .make(equalTo: try read(text + "\n    jwks_uri: https://10.0.0.5/keys"))
        for part in ["http://192.168.1.5/cb is plain http in a private network", "10.0.0.5:443", "client_id=charts"] {
            #expect(lines.text.contains(part))
        }
    }

    @Test func `a client of a command is neither taken over nor removed`() async throws {
        let database = try #require(database)
        let metadata = try ClientMetadata().replacing(["redirect_uris": .strings(["https://a.example/cb"])])
        _ = try await database.registry().add(id: ClientID("charts"), metadata: metadata, chosen: nil, origin: .command)
        let sync = ConfiguredClients(registry: database.registry(), logger: .quiet)
        await #expect(throws: CommandError.self) { try await sync.make(equalTo: try read(charts)) }
        try await sync.make(equalTo: [])
        #expect(try await database.store.findClients().map(\.id) == [ClientID("charts")])
    }
}
