import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

@testable import cardea

/// Names in the configuration that name nothing.
struct ConfigurationNamesTests {
    private let text = """
        resources:
          - uri: https://api.example
            scopes: orders.read orders.write
          - uri: https://mcp.example
            scopes: [notes]
        resource_hosts: [tools.example]
        registration:
          scopes: openid ordres.read
        trusted_issuers:
          - issuer: https://idp.example
            jwks_uri: https://idp.example/jwks
            clients: [charts, chart]
            scopes: [notes, note]
        exchange:
          - client: gatway
            subject_audience: https://api.exmaple
            resource: [https://api.example, https://tools.example/x, https://mcp.exampel]
            scopes: orders.read
          - client: stored
            resource: https://own.example
          - client: gateway
            resource: https://mcp.example
            scopes: notes orders.read
        clients:
          - client_id: charts
            client_secret: s
            redirect_uris: [https://a.example/cb]
            scope: openid profile offline_access orders.raed
            default_resources: [https://api.example, https://other.example]
          - client_id: gateway
            client_secret: s
            grant_types: [client_credentials]
            scope: notes
            resources: [https://third.example]
            default_resources: [https://third.example]
        """

    private static let exchange = GrantType.tokenExchange.rawValue

    private func warnings(_ text: String, stored: [ClientRecord]?) throws -> [String] {
        let file = try ConfigurationFile(path: "c.yaml", text: text)
        let reading = Configuration.read(file)
        let issuer = try #require(Issuer("https://auth.example"))
        return ConfigurationNames(reading.configuration, of: issuer, failed: reading.failed, stored: stored)
            .warnings.map(\.description)
    }

    private func stored(_ id: String, _ change: (inout ClientMetadata) -> Void = { _ in }) -> ClientRecord {
        var metadata = ClientMetadata()
        change(&metadata)
        return .make(id: id, metadata: metadata)
    }

    @Test func `each is told with its line, and what was meant if something is near`() throws {
        let client = stored("stored") { $0.resources = [ResourceIndicator("https://own.example")].compactMap(\.self) }
        let expected = [
            "c.yaml:8: registration.scopes: no resource has the scope ordres.read; did you mean orders.read?",
            "c.yaml:13: trusted_issuers[].scopes: no resource has the scope note; did you mean notes?",
            "c.yaml:12: trusted_issuers[].clients: there is no client chart; did you mean charts?",
            "c.yaml:15: exchange[].client: there is no client gatway; did you mean gateway?",
            "c.yaml:16: exchange[].subject_audience: https://api.exmaple is not in resources[] nor on one of resource_hosts; "
                + "did you mean https://api.example?",
            "c.yaml:17: exchange[].resource: https://mcp.exampel is not in resources[] nor on one of resource_hosts; "
                + "did you mean https://mcp.example?",
            "c.yaml:19: exchange[].client: the client stored has not the grant \(Self.exchange), without which it exchanges "
                + "nothing",
            "c.yaml:21: exchange[].client: the client gateway has not the grant \(Self.exchange), without which it exchanges "
                + "nothing",
            "c.yaml:23: exchange[].scopes: no resource has the scope orders.read there",
            "c.yaml:28: clients[] (charts): scope: no resource has the scope orders.raed; did you mean orders.read?",
            "c.yaml:29: clients[] (charts): default_resources: https://other.example is not in resources[] nor on one of "
                + "resource_hosts",
        ]
        let found = try warnings(text, stored: [client])
        #expect(found == expected, "\(found.joined(separator: "\n"))")
    }

    @Test func `a client that may exchange is not warned of, and one that could not be read neither`() throws {
        let text = """
            exchange:
              - {client: gateway, resource: https://api.example}
            clients:
              - client_id: gateway
                client_secret: s
                grant_types: [urn:ietf:params:oauth:grant-type:token-exchange]
            resource_hosts: [api.example]
            """
        #expect(try warnings(text, stored: []) == [])
        #expect(try warnings(text.replacing("[urn:", with: "[uurn:"), stored: []) == [])
    }

    @Test func `branding for a client that is none is told`() throws {
        let text = """
            branding:
              clients:
                - client_id: charts
                  name: Charts
                - name: Shop
                  client_id: shpo
                - client_id: https://app.example/client.json
            clients:
              - {client_id: shop, client_secret: s, grant_types: [client_credentials]}
            """
        let expected = "c.yaml:6: branding.clients[].client_id: there is no client shpo; did you mean shop?"
        #expect(try warnings(text, stored: [stored("charts")]) == [expected])
        #expect(try warnings(text, stored: nil) == [])
    }

    @Test func `without the database nothing is said of clients that it may have`() throws {
        #expect(try !warnings(text, stored: nil).contains { $0.contains("there is no client") })
        #expect(try warnings(text, stored: []).contains { $0.contains("there is no client gatway") })
    }

    @Test func `where a resource takes any scope, or there is none, no scope is unknown`() throws {
        let open = text.replacing("    scopes: [notes]\n", with: "")
        #expect(try !warnings(open, stored: nil).contains { $0.contains("the scope ordres") })
        let none = "clients:\n  - {client_id: a, client_secret: s, grant_types: [client_credentials], scope: x}"
        #expect(try warnings(none, stored: []).isEmpty)
    }

    @Test func `nothing is held against a list that could not be read`() throws {
        let broken = text.replacing("scopes: [notes]\n", with: "scopes: {}\n")
        let found = try warnings(broken, stored: [])
        #expect(!found.contains { $0.contains("the scope") || $0.contains("resources[]") }, "\(found)")
    }

    @Test func `a client of the database that wants what signs no more is named, with what to do`() throws {
        let old = stored("old") { $0.userInfoAlgorithm = .es384 }
        let text = "tokens: {signing_algorithms: RS256 ES256}"
        let found = try warnings(text, stored: [old, stored("other")])
        #expect(found.count == 1)
        #expect(found.first?.contains("client old") == true && found.first?.contains("ES384 is not among") == true)
        #expect(
            found.first?.contains(#"cardea client update old --metadata '{"userinfo_signed_response_alg": "RS256"}'"#)
                == true)
    }

    @Test func `dynamic clients have no row and are not held to be missing`() throws {
        let text = """
            trusted_issuers:
              - {issuer: https://i.example, jwks_uri: https://i.example/k, clients: [https://app.example/client.json]}
            """
        #expect(try warnings(text, stored: []).isEmpty)
    }
}
