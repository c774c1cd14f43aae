import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting

extension TestServer {
    /// A server that clients may register at.
    ///
    /// - `documents`: what clients publish.
    /// - Throws: as the initializer does.
    package static func open(
        store: any Store = MemoryStore(), documents: KeptDocuments = KeptDocuments(),
        configure: (inout ServerConfiguration) -> Void = { _ in }
    ) async throws -> TestServer {
        try await TestServer(store: store, documents: documents) { configuration in
            configuration.registration.policy = .open
            configuration.registration.acceptsDocuments = true
            configure(&configuration)
        }
    }

    /// Asks to be registered with these members, as JSON.
    package func register(
        _ json: String, bearer token: String? = nil, from address: String = "192.0.2.1"
    ) async -> Reply {
        let headers: Fields = [
            "Content-Type": "application/json", "Authorization": token.map { "Bearer \($0)" },
        ]
        return await send("POST", "/v1/auth/register", headers: headers, body: Array(json.utf8), from: address)
    }

    /// Calls a client's own registration.
    package func registration(
        _ method: String, of client: String?, token: String?, _ json: String? = nil,
        from address: String = "192.0.2.1"
    ) async -> Reply {
        let headers: Fields = [
            "Content-Type": json.map { _ in "application/json" }, "Authorization": token.map { "Bearer \($0)" },
        ]
        return await send(
            method, "/v1/auth/register/\(client ?? "")", headers: headers, body: Array((json ?? "").utf8), from: address
        )
    }

    /// An authorization request of a client that registered itself, with a challenge.
    package func request(of client: String?, to uri: String, _ changes: Fields = [:]) -> Fields {
        request(Self.pkce.replacing(with: ["redirect_uri": uri]).replacing(with: changes), client: client ?? "")
    }

    /// The whole flow of a public dynamic client.
    ///
    /// - Throws: `UnexpectedResult` if no code comes of it.
    package func tokens(of client: String?, to uri: String, _ changes: Fields = [:]) async throws -> Reply {
        let authorization = try await authorize(exactly: request(of: client, to: uri, changes))
        return await token([
            "grant_type": "authorization_code", "code": authorization.code, "redirect_uri": uri, "client_id": client,
            "code_verifier": Self.verifier,
        ])
    }
}
