import JOSE
import OAuthProtocol
import Storage

/// Dynamic client registration (RFC 7591) and its management by the client itself (RFC 7592).
package struct RegistrationOperation: Sendable {
    private let endpoint: String
    private let rules: RegistrationRules
    private let registrations: SealedRegistrations
    private let tokens: InitialAccessTokens
    private let clients: ClientDirectory
    private let store: any ClientStore
    private let sectors: SectorDocuments
    /// Seconds without use for which the row of a client stays that replaced its metadata before anybody let it in.
    private static let trial: Int64 = 86_400

    /// What anonymous requests have of rows for registrations that nobody has let in.
    private static let shares = RegistrationShares(
        clients: RowBounds(perNetwork: 20, overAll: 1_000), revocations: RowBounds(perNetwork: 100, overAll: 10_000))

    /// Of clients that were registered: what is refused costs nothing.
    private let limit = RateLimit(most: 120)
    /// Of registrations that are gone and asked for. The other endpoints count what is unknown there for themselves.
    private let unknown = RateLimit(most: 600)

    /// - `endpoint`: the registration endpoint's URL.
    package init(
        endpoint: String, rules: RegistrationRules, registrations: SealedRegistrations, keys: TokenKeys,
        clients: ClientDirectory, store: any ClientStore, documents: any DocumentFetching
    ) {
        self.endpoint = endpoint
        self.rules = rules
        self.registrations = registrations
        self.clients = clients
        self.store = store
        tokens = InitialAccessTokens(keys: keys, clients: store)
        sectors = SectorDocuments(documents: documents)
    }

    /// Registers a client. It costs no row: the client's identifier carries all that there is to know.
    ///
    /// - Returns: the client information response (RFC 7591 §3.2.1).
    /// - Throws: `invalid_redirect_uri` or `invalid_client_metadata` saying what to mend; `invalid_token` without a good
    ///   initial access token where one is needed; `too_many_requests`.
    package func register(
        _ stated: JSONObject, _ request: RequestFacts, at now: Timestamp
    ) async throws(OAuthError) -> JSONObject {
        let isTrusted = try await showsToken(request, at: now)
        let metadata = try rules.metadata(of: stated, isTrusted: isTrusted)
        try limit.count(request.address, at: now)
        try await sectors.prove(metadata)
        return information(of: try registrations.seal(metadata, at: now))
    }

    /// The client's registration as it is (RFC 7592 §2.1).
    ///
    /// - Throws: `invalid_token` to whoever does not show the client's registration access token.
    package func read(
        _ id: ClientID, _ request: RequestFacts, at now: Timestamp
    ) async throws(OAuthError) -> JSONObject {
        information(of: try await client(id, request, at: now))
    }

    /// Replaces the client's metadata, of which nothing stays (RFC 7592 §2.2). A client that had no row gets one.
    ///
    /// - Throws: `invalid_token`; what `register` throws for metadata; `invalid_request` if the client is not the one that
    ///   the body names.
    package func replace(
        _ id: ClientID, by stated: JSONObject, _ request: RequestFacts, at now: Timestamp
    ) async throws(OAuthError) -> JSONObject {
        let known = try await client(id, request, at: now)
        guard stated["client_id"]?.string.map(ClientID.init) == id else {
            throw OAuthError(.invalidRequest, "client_id must be the one that the client has")
        }
        if let secret = stated["client_secret"], secret != .null {
            guard known.metadata.authenticationMethod.usesSecret,
                secret.string.map({ Secret($0).digest }) == registrations.secret(of: id).digest
            else { throw OAuthError(.invalidRequest, "client_secret must be the one that the client has") }
        }
        let keepsTrust = known.metadata.grantTypes.contains { !rules.mayHave($0) }
        let metadata = try rules.metadata(of: stated, isTrusted: keepsTrust)
        try limit.count(request.address, at: now)
        try await sectors.prove(metadata)
        let network = Network(of: request.address).octets
        var client = registrations.renewed(known, as: metadata)
        client.secrets = registrations.secrets(of: id, metadata)
        client.isKept = true
        if !known.isKept {
            // Nobody has let it in, so its row must not stay long.
            client.expiry = ClientRecord.Expiry(idle: Self.trial, at: now + Self.trial)
            client.network = network
        }
        let record = client
        let isWritten: Bool
        if known.isKept {
            isWritten = try await storing(await store.commitClient(record, replacing: known.registration))
        } else {
            isWritten = try await supersede(known, by: record, network, at: now)
        }
        clients.forget(id)
        guard isWritten else { throw Self.unknown }
        return information(of: client)
    }

    /// Ends the registration and everything that was issued to the client (RFC 7592 §2.3).
    ///
    /// - Throws: `invalid_token`; `too_many_requests`; the store's trouble.
    package func remove(_ id: ClientID, _ request: RequestFacts, at now: Timestamp) async throws(OAuthError) {
        let known = try await client(id, request, at: now)
        defer { clients.forget(id) }
        if !known.isKept || known.network != nil {
            try limit.count(request.address, at: now)
            if try await supersede(known, by: nil, Network(of: request.address).octets, at: now) { return }
            // Somebody has just let it in.
        }
        let revocation = RegistrationRevocation(
            key: RegistrationRevocationKey.client(id), at: now, expiresAt: now + rules.memory)
        _ = try await storing(await store.commitRemovalOfClients([id], revoking: [revocation]))
    }

    /// Has what a client says now, or nothing, take the place of what its identifier says, before anybody lets it in. That
    /// is no longer true then, whether or not the row stays: for as long as the identifier would be good.
    private func supersede(
        _ known: ClientRecord, by client: ClientRecord?, _ network: [UInt8], at now: Timestamp
    ) async throws(OAuthError) -> Bool {
        let revocation = RegistrationRevocation(
            key: RegistrationRevocationKey.client(known.id), at: now,
            expiresAt: known.createdAt + RegistrationRules.patience)
        return try await storing(
            await store.commitReplacement(
                of: known.id, by: client, revoking: revocation,
                unlessRevokedBy: RegistrationRevocationKey.all(of: known),
                from: network, within: Self.shares))
    }

    /// Whether the request shows an initial access token.
    ///
    /// - Throws: `invalid_token` if it shows a bad one, or none where one is needed.
    private func showsToken(_ request: RequestFacts, at now: Timestamp) async throws(OAuthError) -> Bool {
        if let token = try BearerToken.find(in: request) {
            try await tokens.check(token, at: now)
            return true
        }
        guard rules.configuration.policy == .open else {
            throw OAuthError(.invalidToken, "registration needs an initial access token: Authorization: Bearer")
        }
        return false
    }

    /// The client, to whoever shows its registration access token. A client that is gone looks like a wrong token
    /// (RFC 7592 §2).
    private func client(
        _ id: ClientID, _ request: RequestFacts, at now: Timestamp
    ) async throws(OAuthError) -> ClientRecord {
        guard let token = try BearerToken.find(in: request),
            Secret(token).digest == registrations.accessToken(of: id).digest,
            let client = try await clients.find(id, from: request.address, at: now, counting: unknown),
            client.origin == .registration
        else { throw Self.unknown }
        return client
    }

    /// RFC 7591 §3.2.1 and RFC 7592 §3: everything that is registered, and nothing that is not there.
    private func information(of client: ClientRecord) -> JSONObject {
        var object: JSONObject = [
            "client_id": .string(client.id.value), "client_id_issued_at": .integer(client.createdAt.seconds),
        ]
        if client.metadata.authenticationMethod.usesSecret {
            object["client_secret"] = .string(registrations.secret(of: client.id).exposed)
            object["client_secret_expires_at"] = .integer(0)
        }
        object["registration_access_token"] = .string(registrations.accessToken(of: client.id).exposed)
        object["registration_client_uri"] = .string("\(endpoint)/\(PercentEncoding.encode(client.id.value))")
        for (name, value) in client.metadata.stated.members { object[name] = value }
        return object
    }

    private static var unknown: OAuthError {
        OAuthError(.invalidToken, "the registration access token is not that of a client that is registered here")
    }
}
