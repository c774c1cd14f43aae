import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting

extension ExchangePolicy {
    /// A policy; by default `gateway` may turn what is for it into something for `https://orders.example`.
    package static func make(
        client: String = "gateway", audience: [String] = ["https://gateway.example"],
        resources: [String] = ["https://orders.example"], scopes: String? = nil, delegation: Bool = false
    ) -> ExchangePolicy {
        var policy = ExchangePolicy(client: ClientID(client), resources: resources.compactMap { ResourceIndicator($0) })
        policy.subjectAudience = audience.compactMap { ResourceIndicator($0) }
        policy.scopes = scopes.flatMap { Scope($0) }
        policy.delegation = delegation
        return policy
    }
}

extension TestServer {
    /// A server on which `gateway`, and `orders` behind it, may exchange tokens by `policies`. `app` is the application
    /// that people use; all of them have all scopes, and `auditor` may introspect.
    ///
    /// - Throws: as the initializer does.
    package static func exchanging(
        _ policies: [ExchangePolicy] = [.make()], store: any Store = MemoryStore(),
        gateway change: (inout ClientMetadata) -> Void = { _ in },
        configure: (inout ServerConfiguration) -> Void = { _ in }
    ) async throws -> TestServer {
        let scope = "openid profile email orders.read orders.write stock.read"
        let grants: [GrantType] = [.tokenExchange, .clientCredentials]
        let clients: [ClientRecord] = [
            .make(scope: scope),
            .make(id: "gateway", secret: "gateway-secret", uris: [], grants: grants, scope: scope, change: change),
            .make(id: "orders", secret: "orders-secret", uris: [], grants: grants, scope: scope),
            .make(id: "auditor", secret: "auditor-secret") { $0.mayIntrospect = true },
        ]
        return try await TestServer(clients: clients, store: store) { configuration in
            configuration.exchange = policies
            configuration.resources = [
                resource("https://gateway.example", "Gateway"),
                resource("https://orders.example", "Orders", "orders.read orders.write"),
                resource("https://stock.example", "Stock", "stock.read orders.read"),
            ]
            configure(&configuration)
        }
    }

    private static func resource(_ uri: String, _ name: String, _ scopes: String? = nil) -> ResourceConfiguration {
        guard let indicator = ResourceIndicator(uri) else { preconditionFailure("\(uri) is not a resource") }
        var resource = ResourceConfiguration(uri: indicator)
        resource.name = name
        resource.scopes = scopes.flatMap { Scope($0) }
        return resource
    }

    /// The tokens that `app` gets of `ada` for the gateway.
    ///
    /// - Throws: `UnexpectedResult` if there are none.
    package func gatewayTokens(_ changes: Fields = [:], in browser: TestBrowser? = nil) async throws -> Reply {
        let request: Fields = [
            "resource": "https://gateway.example", "scope": "openid orders.read orders.write stock.read",
        ]
        return try await tokens(request.replacing(with: changes), in: browser)
    }

    /// A token exchange with nothing wrong.
    package func exchanging(_ subject: String?, _ changes: Fields = [:], client: String = "gateway") -> Fields {
        let fields: Fields = [
            "grant_type": GrantType.tokenExchange.rawValue, "subject_token": subject,
            "subject_token_type": TokenTypeIdentifier.accessToken.rawValue, "client_id": client,
            "client_secret": "\(client)-secret",
        ]
        return fields.replacing(with: changes)
    }

    /// Exchanges a token.
    package func exchange(_ subject: String?, _ changes: Fields = [:], client: String = "gateway") async -> Reply {
        await token(exchanging(subject, changes, client: client))
    }

    /// What `auditor` is told of a token.
    package func audit(_ token: String?) async -> JSONObject {
        await introspect(token, client: "auditor", secret: "auditor-secret").json
    }

    /// Whether `auditor` is told that a token is alive.
    package func isActive(_ token: String?) async -> Bool {
        await audit(token)["active"] == .bool(true)
    }
}
