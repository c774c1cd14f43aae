import Foundation
import Identity
import OAuthProtocol
import OAuthServer
import StorageTesting
import Testing
import WebServer

@testable import cardea

/// What the layers make of each other, and what each kind of value becomes.
struct ConfigurationLoadingTests {
    private func load(
        _ text: String = "", environment: [String: String] = [:], flags: [(key: String, text: String?)] = []
    ) throws -> Configuration {
        try Configuration.load(try ConfigurationFile(path: "cardea.yaml", text: text), environment, flags)
    }

    @Test func `nothing configured is the contract's default`() throws {
        let configuration = try load()
        #expect(configuration.listen.description == "127.0.0.1:8080")
        #expect(configuration.databasePlace == "./cardea-data/cardea.sqlite")
        #expect(configuration.tokens.accessLifetime == 3600)
        #expect(configuration.tokens.refreshLifetime == 1_209_600)
        #expect(configuration.sessions == SessionConfiguration())
        #expect(configuration.passwords.memory == 19 * 1024 * 1024)
        #expect(configuration.compatibility.renew)
    }

    @Test func `flags win over the environment and the environment over the file`() throws {
        let text = "listen: 127.0.0.1:1\nissuer: https://file.example\ndata: /file"
        let environment = ["CARDEA_ISSUER": "https://environment.example", "CARDEA_DATA": "/environment", "HOME": "/"]
        let configuration = try load(text, environment: environment, flags: [("data", "/flag"), ("issuer", nil)])
        #expect(configuration.listen.port == 1)
        #expect(configuration.issuer == "https://environment.example")
        #expect(configuration.data == "/flag")
        #expect(configuration.places["data"]?.description == "--data")
    }

    @Test(arguments: Configuration.keys.keys.filter { !$0.isStructure && !$0.isLater })
    func `every key has a variable of its own`(key: ConfigurationKey<Configuration>) throws {
        let variable = Configuration.variable(of: key)
        #expect(variable.hasPrefix("CARDEA_"))
        // Read as the key's: it is refused for its value or accepted, and never unknown.
        do {
            let places = try load(environment: [variable: "10.0.0.1:1"]).places
            #expect(places[key.path] != nil)
        } catch let error as ConfigurationError {
            #expect(!error.description.contains("unknown"))
        }
    }

    @Test(arguments: [("90", 90), ("90s", 90), ("15m", 900), ("24h", 86_400), ("1d", 86_400), ("10 m", 600)])
    func `a duration is seconds or has a unit`(text: String, seconds: Int64) throws {
        #expect(try load("tokens:\n  access_lifetime: \(text)").tokens.accessLifetime == seconds)
        #expect(try load(environment: ["CARDEA_TOKENS_ACCESS_LIFETIME": text]).tokens.accessLifetime == seconds)
    }

    @Test(arguments: ["9223372036854775807d", "99999999999999999999", "1.5h", "1w", "", "d", "+5", "٣"])
    func `what is no duration is refused and overflows nothing`(text: String) {
        #expect(ValueReader<Int64>.duration(text) == nil)
    }

    @Test(arguments: [("8 MiB", 8 << 20), ("8MiB", 8 << 20), ("65536", 65_536), ("64 KiB", 65_536)])
    func `a size is octets or has a unit`(text: String, octets: Int) throws {
        #expect(try load("passwords:\n  memory: \(text)").passwords.memory == octets)
    }

    @Test(arguments: [("on", true), ("true", true), ("off", false), ("false", false)])
    func `people make accounts for themselves only where that is switched on`(text: String, on: Bool) throws {
        let issuer = try #require(Issuer("https://cardea.example"))
        #expect(try load("accounts:\n  registration: \(text)").accountRegistration == on)
        let configuration = try load(environment: ["CARDEA_ACCOUNTS_REGISTRATION": text])
        #expect(configuration.serverConfiguration(issuer: issuer).accountRegistration == on)
        #expect(try !load().accountRegistration)
        #expect(throws: ConfigurationError.self) { try load("accounts:\n  registration: perhaps") }
    }

    @Test func `lists stand between commas in the environment`() throws {
        let environment = ["CARDEA_TRUSTED_PROXIES": "10.0.0.0/8, ::1", "CARDEA_OUTBOUND_ALLOW": "Keys.Internal:8443"]
        let configuration = try load("trusted_proxies: [192.0.2.1]", environment: environment)
        #expect(configuration.trustedProxies == [IPNetwork("10.0.0.0/8"), IPNetwork("::1")].compactMap(\.self))
        #expect(configuration.outboundAllow == ["keys.internal:8443"])
    }

    @Test func `an empty variable and an empty key leave the default`() throws {
        let configuration = try load("listen:\ntokens:", environment: ["CARDEA_ISSUER": ""])
        #expect(configuration.listen.port == 8080)
        #expect(configuration.issuer == nil)
    }

    @Test func `exchange policies are read whole`() throws {
        let configuration = try load(
            """
            exchange:
              - client: gateway
                subject_audience: https://gateway.example
                resource: [https://orders.example, "urn:example:stock"]
                scopes: orders.read stock.read
                delegation: true
              - {client: worker, resource: https://orders.example/}
            """)
        let first = try #require(configuration.exchange.first)
        #expect(first.client == ClientID("gateway") && first.delegation)
        #expect(first.subjectAudience.map(\.value) == ["https://gateway.example"])
        #expect(first.resources.map(\.value) == ["https://orders.example", "urn:example:stock"])
        #expect(first.scopes == Scope("orders.read stock.read"))
        let second = try #require(configuration.exchange.last)
        #expect(second.subjectAudience.isEmpty && second.scopes == nil && !second.delegation)
        let issuer = try #require(Issuer("https://cardea.example"))
        #expect(configuration.serverConfiguration(issuer: issuer).exchange == configuration.exchange)
    }

    @Test func `what ID tokens say is set for all, and for one client`() throws {
        let issuer = try #require(Issuer("https://cardea.example"))
        #expect(try load("").serverConfiguration(issuer: issuer).tokens.idTokenClaims == .none)
        let configuration = try load(
            """
            tokens: {id_token_claims: scope}
            clients:
              - {client_id: a, client_secret: s, redirect_uris: ['https://a.example'], id_token_claims: none}
            """)
        #expect(configuration.serverConfiguration(issuer: issuer).tokens.idTokenClaims == .scope)
        #expect(configuration.clients.first?.metadata.idTokenClaims == IDTokenClaims.none)
        #expect(throws: ConfigurationError.self) { try load("tokens: {id_token_claims: all}") }
    }

    @Test(arguments: ["[RS256, ES256, ML-DSA-65]", "RS256 ES256 ML-DSA-65"])
    func `what may sign is a list, or stands between spaces`(text: String) throws {
        #expect(try load("").tokens.signingAlgorithms == [.es256, .rs256, .ps256, .es384, .edDSA])
        #expect(
            try load("tokens:\n  signing_algorithms: \(text)").tokens.signingAlgorithms == [.rs256, .es256, .mlDSA65])
        #expect(try load("tokens:\n  access_algorithm: ML-DSA-65").tokens.signingAlgorithms.contains(.mlDSA65))
        for variable in ["RS256 ES256 ML-DSA-65", "RS256, ES256, ML-DSA-65"] {
            let configuration = try Configuration.load(nil, ["CARDEA_TOKENS_SIGNING_ALGORITHMS": variable])
            #expect(configuration.tokens.signingAlgorithms == [.rs256, .es256, .mlDSA65])
        }
    }

    @Test func `resources are read whole`() throws {
        let text = """
            resources:
              - uri: https://api.example/v1
                name: Charts
                scopes: [charts.read, charts.write]
                access_lifetime: 15m
                access_format: opaque
                describe: true
              - uri: https://other.example
                scopes: a b
            resource_hosts: [Files.Example]
            """
        let configuration = try load(text)
        let first = try #require(configuration.resources.first)
        #expect(first.uri == ResourceIndicator("https://api.example/v1"))
        #expect(first.scopes == Scope("charts.read charts.write"))
        #expect(first.accessLifetime == 900)
        #expect(first.accessFormat == .opaque)
        #expect(first.describe)
        #expect(configuration.resources.last?.scopes == Scope("a b"))
        #expect(configuration.resourceHosts == ["files.example"])
    }

    @Test func `paths in the file are relative to the file`() throws {
        let directory = try TemporaryDirectory()
        _ = try directory.write(#"{"keys": []}"#, to: "keys.json")
        let file = try directory.write(
            """
            data: data
            database: sqlite:elsewhere.sqlite
            trusted_issuers:
              - issuer: https://idp.example
                jwks: keys.json
                subject: email
            """, to: "cardea.yaml")
        let configuration = try Configuration.load(try ConfigurationFile(path: file))
        #expect(configuration.data == directory.path + "/data")
        #expect(configuration.databasePlace == directory.path + "/elsewhere.sqlite")
        #expect(configuration.trustedIssuers.first?.keys == .keys(Array(#"{"keys": []}"#.utf8)))
        #expect(configuration.trustedIssuers.first?.subjectClaim == "email")
        #expect(configuration.trustedIssuers.first?.algorithms == ["RS256", "ES256"])
    }

    @Test func `a byte order mark before a file of keys is passed over`() throws {
        let directory = try TemporaryDirectory()
        _ = try directory.write("\u{feff}" + #"{"keys": []}"#, to: "keys.json")
        let text = "trusted_issuers: [{issuer: 'https://idp.example', jwks: keys.json}]"
        let file = try directory.write(text, to: "cardea.yaml")
        #expect(try Configuration.load(try ConfigurationFile(path: file)).trustedIssuers.count == 1)
    }

    @Test func `a trusted issuer may have any algorithm that is verified here, and may bring people along`() throws {
        let text = "trusted_issuers:\n  - issuer: https://idp.example\n    jwks_uri: https://idp.example/jwks\n"
        let usual = try #require(try load(text).trustedIssuers.first)
        #expect(!usual.createsAccounts && usual.subjectClaim == nil)
        let all = "    algorithms: [RS256, PS256, ES256, ES384, EdDSA, ML-DSA-65]\n    create_accounts: true\n"
        let generous = try #require(try load(text + all).trustedIssuers.first)
        #expect(generous.createsAccounts && generous.algorithms.count == 6)
        for algorithm in ["none", "HS256", "ES512", "es256"] {
            #expect(throws: ConfigurationError.self) { try load(text + "    algorithms: [\(algorithm)]\n") }
        }
        #expect(throws: ConfigurationError.self) { try load(text + "    create_accounts: maybe\n") }
    }

    @Test func `a trusted issuer over plain http needs an exemption`() throws {
        let text = "trusted_issuers:\n  - issuer: https://idp.example\n    jwks_uri: http://127.0.0.1:9000/jwks\n"
        #expect(throws: ConfigurationError.self) { try load(text) }
        #expect(try load(text + "outbound:\n  allow: ['127.0.0.1:9000']").trustedIssuers.count == 1)
    }

    @Test func `a trial server has no issuer but this machine`() throws {
        for issuer in [
            "http://localhost:8080", "https://localhost", "http://127.0.0.1:3000", "http://app.localhost:8080",
        ] {
            var configuration = Configuration()
            configuration.issuer = issuer
            try Serve.checkTrial(configuration)
        }
        try Serve.checkTrial(Configuration())
        for issuer in ["https://auth.example.com", "https://10.0.0.1", "https://localhost.example"] {
            var configuration = Configuration()
            configuration.issuer = issuer
            let refusal = #expect(throws: CommandError.self) { try Serve.checkTrial(configuration) }
            #expect(refusal?.description.contains(issuer) == true)
        }
        var configuration = Configuration()
        configuration.listen = ListenAddress(host: "0.0.0.0", port: 80)
        #expect(throws: CommandError.self) { try Serve.checkTrial(configuration) }
    }

    @Test(arguments: [
        ("127.0.0.1:80", "", 0), ("0.0.0.0:80", "", 1), ("'[::]:80'", "", 1), ("192.0.2.1:80", "", 1),
        ("0.0.0.0:80", "trusted_proxies: [10.0.0.1]\n", 0),
    ])
    func `plain http that others reach is told, unless a proxy is named`(listen: String, more: String, count: Int)
        throws
    {
        let warnings = try load("listen: \(listen)\n\(more)").startWarnings
        #expect(warnings.count == count)
        #expect(warnings.allSatisfy { $0.contains("plain http") && $0.contains("trusted_proxies") })
    }

    @Test func `files that others may change, or read though they are secret, are told`() throws {
        let directory = try TemporaryDirectory()
        let (path, key) = (directory.path + "/cardea.yaml", directory.path + "/key.pem")
        for name in ["cert.pem", "key.pem"] { _ = try directory.write("x", to: name) }
        let text = "tls:\n  certificate: \(directory.path)/cert.pem\n  key: \(key)\n"
        _ = try directory.write(text, to: "cardea.yaml")
        chmod(path, 0o600)
        chmod(key, 0o600)
        func warnings() throws -> [String] {
            try Configuration.load(try ConfigurationFile(path: path)).startWarnings
        }
        #expect(try warnings().isEmpty)
        chmod(path, 0o666)
        chmod(key, 0o644)
        #expect(try warnings().count == 2)
        #expect(try warnings().contains { $0.contains("tls.key") && $0.contains("chmod o-rwx") })
        #expect(try warnings().contains { $0.contains(path) && $0.contains("chmod o-w") })
    }

    @Test func `a trusted issuer that the guard will refuse is told at the start`() throws {
        let text = "trusted_issuers:\n  - issuer: https://idp.example\n    jwks_uri: https://10.0.0.5/jwks\n"
        let warnings = try load(text).startWarnings
        #expect(warnings.count == 1 && warnings[0].contains("before 10.0.0.5:443 is listed in outbound.allow"))
        #expect(try load(text + "outbound:\n  allow: ['10.0.0.5:443']").startWarnings.isEmpty)
    }

    @Test func `private authorities are read from a file, which must hold some`() throws {
        let directory = try TemporaryDirectory()
        _ = try directory.write("nothing", to: "authorities.pem")
        let refusal = #expect(throws: ConfigurationError.self) {
            try load("outbound:\n  ca_certificates: \(directory.path)/authorities.pem")
        }
        #expect(refusal?.description.contains("outbound.ca_certificates: the file") == true)
        #expect(refusal?.description.contains(":2:") == true)
        #expect(throws: ConfigurationError.self) { try load("outbound:\n  ca_certificates: /nowhere.pem") }
    }

    @Test(arguments: [
        ("127.0.0.1:0", true), ("127.8.8.8:80", true), ("[::1]:80", true), ("localhost:80", true),
        ("0.0.0.0:80", false), ("[::]:80", false), ("192.0.2.1:80", false), ("127.evil.example:80", false),
    ])
    func `only this machine reaches a loopback address`(text: String, isLoopback: Bool) throws {
        #expect(try #require(ListenAddress(text)).isLoopback == isLoopback)
    }
}

extension ConfigurationKey: CustomTestStringConvertible {
    /// The key's path stands for the key in the list of test cases.
    public var testDescription: String { path }
}
