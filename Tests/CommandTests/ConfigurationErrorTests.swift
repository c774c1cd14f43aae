import OAuthProtocol
import StorageTesting
import Testing

@testable import cardea

/// What somebody reads who made a mistake in the configuration.
struct ConfigurationErrorTests {
    private func message(_ text: String, environment: [String: String] = [:]) -> String {
        do {
            let file = try ConfigurationFile(path: "cardea.yaml", text: text)
            _ = try Configuration.load(file, environment)
            return "accepted"
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        ("listn: 127.0.0.1:1", "cardea.yaml:1: unknown key listn; did you mean listen?"),
        (
            "issuer: https://a.example\n\ntokens:\n  acess_lifetime: 60",
            "cardea.yaml:4: unknown key tokens.acess_lifetime; did you mean tokens.access_lifetime?"
        ),
        ("token:\n  access_lifetime: 60", "cardea.yaml:1: unknown key token; did you mean tokens?"),
        ("access_lifetime: 60", "cardea.yaml:1: unknown key access_lifetime; did you mean tokens.access_lifetime?"),
        (
            "resources:\n  - uri: https://api.example\n    describes: true",
            "cardea.yaml:3: unknown key resources[].describes; did you mean resources[].describe?"
        ),
        (
            "exchange:\n  - client: a\n    subject_audiance: https://a.example\n    resource: https://b.example",
            "cardea.yaml:3: unknown key exchange[].subject_audiance; did you mean exchange[].subject_audience?"
        ),
        (
            "clients:\n  - client_id: a\n    redirect_uri: https://a.example/cb\n    client_secret: s",
            "cardea.yaml:3: unknown key clients[].redirect_uri; did you mean clients[].redirect_uris?"
        ),
    ])
    func `an unknown key is named with its line and the nearest known key`(text: String, expected: String) {
        #expect(message(text) == expected)
    }

    @Test(arguments: [
        ("tokens:\n  access_lifetime: soon", "cardea.yaml:2: tokens.access_lifetime must be a number of seconds"),
        ("tokens:\n  access_lifetime: 25h", "cardea.yaml:2: tokens.access_lifetime must be a number of seconds"),
        ("tokens:\n  code_lifetime: -5", "cardea.yaml:2: tokens.code_lifetime must be a number of seconds"),
        ("tokens:\n  access_format: JWT", "cardea.yaml:2: tokens.access_format must be one of: jwt, opaque"),
        ("tokens: 5", "cardea.yaml:1: tokens must be a mapping of keys to values"),
        ("tokens:\n  access_lifetime: [60]", "cardea.yaml:2: tokens.access_lifetime must be a number of seconds"),
        ("passwords:\n  memory: 19 MB", "cardea.yaml:2: passwords.memory must be a size such as 19 MiB"),
        ("compatibility:\n  renew: yes", "cardea.yaml:2: compatibility.renew must be true or false"),
        (
            "tokens:\n  signing_algorithms: [RS256, HS256]",
            "cardea.yaml:2: tokens.signing_algorithms must be a list of some of: ES256, RS256, PS256, ES384, EdDSA, ML-DSA-65"
        ),
        ("tokens:\n  signing_algorithms: []", "cardea.yaml:2: tokens.signing_algorithms must be a list of some of"),
        ("tokens:\n  signing_algorithms: ES256 PS256", "cardea.yaml:2: tokens.signing_algorithms must name RS256"),
        (
            "tokens:\n  signing_algorithms: RS256",
            "cardea.yaml:2: tokens.access_algorithm is ES256, which tokens.signing_algorithms must name then"
        ),
        (
            "tokens:\n  access_algorithm: ML-DSA-65\n  signing_algorithms: RS256 ES256",
            "cardea.yaml:2: tokens.access_algorithm is ML-DSA-65, which tokens.signing_algorithms must name then"
        ),
        (
            "tokens: {signing_algorithms: RS256 ES256}\n"
                + "resources:\n  - {uri: https://a.example, access_algorithm: ML-DSA-65}",
            "cardea.yaml:3: resources[].access_algorithm of https://a.example is ML-DSA-65"
        ),
        (
            "clients:\n  - client_id: a\n    client_secret: s\n    redirect_uris: [https://a.example/cb]\n"
                + "    userinfo_signed_response_alg: ML-DSA-65",
            "cardea.yaml:5: clients[] (a): userinfo_signed_response_alg: ML-DSA-65 is not among tokens.signing_algorithms:"
                + " ES256, RS256, PS256, ES384, EdDSA"
        ),
        ("listen: 8080", "cardea.yaml:1: listen must be HOST:PORT"),
        ("listen: 127.0.0.1:70000", "cardea.yaml:1: listen must be HOST:PORT"),
        (
            "trusted_proxies: [10.0.0.0/33]",
            "cardea.yaml:1: each element of trusted_proxies must be an address or a network"
        ),
        ("trusted_proxies: 10.0.0.0/8", "cardea.yaml:1: trusted_proxies must be a list"),
        ("resources: https://api.example", "cardea.yaml:1: resources must be a list of mappings"),
        ("resources:\n  - name: Charts", "cardea.yaml:2: resources[].uri is missing"),
        (
            "resources:\n  - uri: https://a.example\n  - uri: https://A.example:443/",
            "cardea.yaml:3: resources[] names https://A.example:443/ twice"
        ),
        (
            "resources:\n  - {uri: https://a.example/x, describe: true}\n  - {uri: https://b.example/x, describe: true}",
            "cardea.yaml:3: resources[] describes https://a.example/x and https://b.example/x at the same path"
        ),
        (
            "resources:\n  - {uri: 'urn:example:a', describe: true}",
            "cardea.yaml:2: resources[].describe is for URIs with a host, and urn:example:a has none"
        ),
        (
            "trusted_issuers:\n  - {issuer: https://idp.example, jwks_uri: https://idp.example/a, clients: [app]}\n"
                + "  - {issuer: https://other.example, jwks_uri: https://other.example/a}\n"
                + "  - {issuer: https://idp.example, jwks_uri: https://idp.example/b}",
            "cardea.yaml:4: trusted_issuers[] names https://idp.example twice"
        ),
        ("exchange:\n  - resource: https://a.example", "cardea.yaml:2: exchange[].client is missing"),
        ("exchange:\n  - client: a", "cardea.yaml:2: exchange[].resource is missing"),
        ("exchange:\n  - {client: a, resource: []}", "cardea.yaml:2: exchange[].resource is missing"),
        (
            "exchange:\n  - client: a\n    resource: [https://a.example, orders]",
            "cardea.yaml:3: each element of exchange[].resource must be an absolute URI without fragment"
        ),
        (
            "exchange:\n  - client: a\n    resource: orders",
            "cardea.yaml:3: exchange[].resource must be an absolute URI without fragment, or a list of such"
        ),
        (
            "exchange:\n  - {client: a, resource: https://a.example, delegation: maybe}",
            "cardea.yaml:2: exchange[].delegation must be true or false"
        ),
        ("exchange: gateway", "cardea.yaml:1: exchange must be a list of mappings"),
        ("sessions:\n  limit: 0", "cardea.yaml:2: sessions.limit must be a whole number from 1 to 10000, or none"),
        ("database: mysql://db", "cardea.yaml:1: database must be sqlite:PATH"),
        ("log:\n  level: loud", "cardea.yaml:2: log.level must be one of: trace, debug"),
        ("- listen", "cardea.yaml:1: the file must be a mapping"),
        ("listen: [", "cardea.yaml:2: this is not YAML"),
        ("listen: a:1\nissuer: https://a.example\nlisten: b:2", "cardea.yaml:1: listen is given more than once"),
    ])
    func `a wrong value is named with its line and what it must be`(text: String, expected: String) {
        #expect(message(text).hasPrefix(expected), "\(message(text))")
    }

    @Test func `what a later version will know is refused and not ignored`() {
        let message = message("tls:\n  client_ca: ca.pem")
        #expect(message.contains("not supported by this version"), "\(message)")
    }

    @Test(arguments: [
        "postgres://cardea:hunter2@db/cardea?sslmood=require", "postgres://cardea:hunter2@[db/cardea",
        "postgres://cardea:hunter2@[::1]x/cardea", "postgres://cardea:hunter2@db/%zz",
    ])
    func `an address that libpq does not understand is refused without its password`(address: String) {
        let message = message("database: \"\(address)\"")
        #expect(message.contains("database is no address of a PostgreSQL database"), "\(message)")
        #expect(!message.contains("hunter2"), "\(message)")
    }

    @Test(arguments: [
        "registration:\n  policy: off\n  metadata_documents: off\n  scopes: []", "exchange: []", "exchange:",
        "registration:",
        "trusted_issuers: []",
    ])
    func `what a later version will know may be left off in so many words`(text: String) {
        #expect(message(text) == "accepted")
    }

    @Test func `a variable that sets nothing is told of, with the nearest that does, and stops nobody`() throws {
        let environment = [
            "CARDEA_LISTN": "x", "CARDEA_PASSWORD": "x", "CARDEA_ISSUER": "https://a.example",
        ]
        let configuration = try Configuration.load(nil, environment)
        #expect(configuration.issuer == "https://a.example")
        #expect(configuration.warnings.count == 2)
        #expect(configuration.warnings.first?.contains("did you mean CARDEA_LISTEN?") == true)
        // Nothing is near.
        #expect(configuration.warnings.last == "the environment variable CARDEA_PASSWORD sets nothing")
    }

    @Test(arguments: [
        ("CARDEA_RESOURCES", "CARDEA_RESOURCES: resources can only be given in the configuration file"),
        (
            "CARDEA_TLS_CLIENT_CA",
            "CARDEA_TLS_CLIENT_CA: tls.client_ca is not supported by this version"
        ),
        ("CARDEA_TOKENS_ACCESS_LIFETIME", "CARDEA_TOKENS_ACCESS_LIFETIME: tokens.access_lifetime must be a number of"),
    ])
    func `a wrong variable is named`(variable: String, expected: String) {
        #expect(
            message("", environment: [variable: "x"]).hasPrefix(expected),
            "\(message("", environment: [variable: "x"]))")
    }

    @Test(arguments: [
        ("http://login.example.com", "must be https"), ("https://login.example.com/", "must not end with a slash"),
        ("https://login.example.com?a=b", "must have no query"), ("https://login.example.com#a", "must have no query"),
        ("login.example.com", "must be a URL"), ("ftp://localhost", "must be a URL"), ("https://", "must be a URL"),
        ("https://auth.example:443", "must be written as browsers write it: https://auth.example"),
        ("https://auth.example:443/Tenant", "must be written as browsers write it: https://auth.example/Tenant"),
        ("http://LOCALHOST:80", "must be written as browsers write it: http://localhost"),
        ("https://0x7f.1", "must have a host that browsers leave as it is"),
        ("https://auth.example/a/../b", "must have no segment . or .."),
        ("https://auth.example/%2E", "must have no segment . or .."),
    ])
    func `an issuer that clients could not trust is refused`(issuer: String, expected: String) {
        let message = message("\nissuer: \"\(issuer)\"")
        #expect(message.hasPrefix("cardea.yaml:2: issuer") && message.contains(expected), "\(message)")
    }

    @Test(arguments: [
        ("http://auth.example/", ["must not end with a slash", "must be https"]),
        ("http://auth.example//?a#b", ["must have no query", "must not end with a slash", "must be https"]),
        ("HTTP://auth.example", ["must be written as browsers write it", "must be https"]),
        ("https://auth.example/", ["must not end with a slash"]), ("x", ["must be a URL"]),
    ])
    func `everything that is wrong with an issuer is said at once`(issuer: String, expected: [String]) {
        let lines = message("issuer: \"\(issuer)\"").split(separator: "\n")
        #expect(lines.count == expected.count, "\(lines)")
        for (line, text) in zip(lines, expected) { #expect(line.contains(text), "\(line)") }
    }

    @Test func `what is wrong is said in the order of the file, and then of the environment`() {
        let text =
            "token: 1\nissuer: http://a.example\nlisten: nowhere\nregistration:\n  metadata_hosts: a.example\nzzz: 1\n"
        let lines = message(text, environment: ["CARDEA_TOKENS_ACCESS_LIFETIME": "x"]).split(separator: "\n")
        let places = lines.map { $0.prefix { $0 != " " } }
        #expect(
            places == [
                "cardea.yaml:1:", "cardea.yaml:2:", "cardea.yaml:3:", "cardea.yaml:5:", "cardea.yaml:6:",
                "CARDEA_TOKENS_ACCESS_LIFETIME:",
            ], "\(lines)")
    }

    @Test(arguments: [
        "http://localhost:8080", "http://127.0.0.1", "https://login.example.com", "https://example.com/auth",
        "https://example.com:8443/a.b", "https://192.0.2.1", "'https://[2001:db8::1]:8443'",
    ])
    func `an issuer is https or on loopback and may have a path`(issuer: String) {
        #expect(message("issuer: \(issuer)") == "accepted")
    }

    @Test func `everything that is wrong is said at once, each with its line`() {
        let text = """
            listn: a
            tokens:
              access_lifetime: never
              refresh_grace: 5000
            registration:
              metadata_documents: maybe
              metadata_hosts: [a.example]
            resources:
              - name: nameless
              - uri: https://api.example
                describe: perhaps
            clients:
              - client_id: charts
                client_secret: hunter2
                redirect_uris: ["https://*.example.com/cb"]
                initiate_login_uri: http://charts.example/login
              - client_id: other
                client_secret: hunter3
                redirect_uris: [https://a.example/cb]
                skip_consent: 7
                nickname: x
            """
        let lines = message(text, environment: ["CARDEA_LOG_LEVEL": "loud"]).split(separator: "\n").map(String.init)
        let expected = [
            "cardea.yaml:1: unknown key listn",
            "cardea.yaml:3: tokens.access_lifetime must be",
            "cardea.yaml:4: tokens.refresh_grace must be",
            "cardea.yaml:6: registration.metadata_documents must be",
            "cardea.yaml:9: resources[].uri is missing",
            "cardea.yaml:11: resources[].describe must be",
            "cardea.yaml:15: clients[] (charts): redirect_uris: https://*.example.com/cb has a *",
            "cardea.yaml:16: clients[] (charts): initiate_login_uri must be an https URI",
            "cardea.yaml:20: clients[].skip_consent must be",
            "cardea.yaml:21: unknown key clients[].nickname",
            "CARDEA_LOG_LEVEL: log.level must be",
        ]
        #expect(lines.count == expected.count, "\(lines)")
        for (line, start) in zip(lines, expected) { #expect(line.hasPrefix(start), "\(line)") }
    }

    @Test func `clients of the file are held to what URIs must be, each at its line`() {
        let text = """
            clients:
              - client_id: charts
                client_secret: hunter2
                redirect_uris: ["https://*.example.com/cb"]
              - client_id: other
                client_secret: hunter3
                redirect_uris: [https://a.example/cb]
                initiate_login_uri: http://charts.example/login
              - client_id: keyed
                client_secret: hunter4
                redirect_uris: [https://a.example/cb]
                jwks_uri: http://keys.example/jwks
            """
        let lines = message(text).split(separator: "\n").map(String.init)
        let expected = [
            "cardea.yaml:4: clients[] (charts): redirect_uris: https://*.example.com/cb has a *",
            "cardea.yaml:8: clients[] (other): initiate_login_uri must be an https URI",
            "cardea.yaml:12: clients[] (keyed): jwks_uri must be https, or keys.example:80 must be listed",
        ]
        #expect(lines.count == expected.count, "\(lines)")
        for (line, start) in zip(lines, expected) { #expect(line.hasPrefix(start), "\(line)") }
        #expect(message(text + "\noutbound:\n  allow: [keys.example:80]").split(separator: "\n").count == 2)
    }

    @Test func `what is wrong with lists is said in one round, however much it is`() {
        let text = """
            tokens:
              signing_algorithms: RS256 ES256
            resources:
              - uri: https://a.example
                access_algorithm: ES384
              - uri: https://b.example
                access_algorithm: EdDSA
                nmae: B
              - uri: https://A.example/
            exchange:
              - delegation: perhaps
            trusted_issuers:
              - issuer: https://i.example
                jwks_uri: http://i.example/keys
              - issuer: https://i.example
                algorithms: [HS256]
            clients:
              - client_id: one
                redirect_uris: [https://*.example]
                default_scope: admin
                userinfo_signed_response_alg: ES384
                skip_consent: 7
              - client_id: one
                client_secret: s
                grant_types: [client_credentials]
                token_endpoint_auth_method: none
            """
        let lines = message(text).split(separator: "\n").map(String.init)
        let expected = [
            "cardea.yaml:5: resources[].access_algorithm of https://a.example is ES384",
            "cardea.yaml:7: resources[].access_algorithm of https://b.example is EdDSA",
            "cardea.yaml:8: unknown key resources[].nmae",
            "cardea.yaml:9: resources[] names https://A.example/ twice",
            "cardea.yaml:11: exchange[].delegation must be",
            "cardea.yaml:11: exchange[].client is missing",
            "cardea.yaml:11: exchange[].resource is missing",
            "cardea.yaml:14: trusted_issuers[].jwks_uri must be https",
            "cardea.yaml:15: trusted_issuers[] needs either jwks",
            "cardea.yaml:16: each element of trusted_issuers[].algorithms must be",
            "cardea.yaml:18: clients[] (one) needs either client_secret",
            "cardea.yaml:19: clients[] (one): redirect_uris: https://*.example has a *",
            "cardea.yaml:20: clients[] (one): default_scope must be within scope, and admin is not",
            "cardea.yaml:21: clients[] (one): userinfo_signed_response_alg: ES384 is not among",
            "cardea.yaml:22: clients[].skip_consent must be",
            "cardea.yaml:23: clients[] (one) needs no secret",
            "cardea.yaml:23: clients: the client_id one is given more than once",
            "cardea.yaml:25: clients[] (one): a client with the client_credentials grant must authenticate",
        ]
        #expect(lines.count == expected.count, "\(lines.joined(separator: "\n"))")
        for (line, start) in zip(lines, expected) { #expect(line.hasPrefix(start), "\(line)") }
    }

    @Test func `a file that is no YAML hides nothing that is wrong elsewhere`() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("listen: [", to: "cardea.yaml")
        let error = Configuration.read(file: file, environment: ["CARDEA_LOG_LEVEL": "loud"]).error
        #expect(error.problems.count == 2, "\(error.description)")
    }

    @Test func `no error repeats a secret`() {
        let text = "clients:\n  - client_id: a\n    client_secret: hunter2\n    redirect_uris: 5"
        #expect(message(text).hasPrefix("cardea.yaml:4: clients[].redirect_uris must be an array"))
        #expect(!message(text).contains("hunter2"))
        #expect(!message("clients:\n  - client_secret: \"hunter2").contains("hunter2"))
    }
}
