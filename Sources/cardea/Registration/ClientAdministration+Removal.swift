import OAuthProtocol
import OAuthServer
import Storage

/// Where clients come from, as operators name it: a way (`registration`, `document`, `command`, …), or a host that clients
/// which nobody here registered speak for.
enum ClientOrigin: Sendable, Equatable {
    case way(ClientRecord.Origin)
    /// In lower case; a private-use scheme stands for its clients too.
    case host(String)

    init(_ text: String) {
        self = ClientRecord.Origin(rawValue: text).map(Self.way) ?? .host(text.lowercased())
    }

    func covers(_ client: ClientRecord) -> Bool {
        switch self {
        case .way(let origin): client.origin == origin
        case .host(let host): client.hosts.contains(host)
        }
    }

    /// What keeps its clients that have no row from coming back with what they have.
    ///
    /// - Throws: `CommandError` for clients that somebody here registered.
    func revocationKey() throws(CommandError) -> TokenDigest {
        switch self {
        case .host(let host): return RegistrationRevocationKey.host(host)
        case .way(let origin):
            guard origin.isDynamic else {
                throw CommandError(
                    "only clients that nobody here registered are removed together, by registration, document or a host"
                )
            }
            return RegistrationRevocationKey.origin(origin)
        }
    }
}

extension ClientAdministration {
    /// Removes a client. One that is known by its identifier alone needs no row for it: it is revoked.
    ///
    /// - Returns: whether there was a row.
    /// - Throws: `CommandError` if there is none, or if the configuration file would undo it.
    @discardableResult
    func remove(_ id: String, rules: RegistrationRules) async throws -> Bool {
        let client = ClientID(id)
        let known = try await store.findClient(client)
        let isDynamic =
            known?.origin.isDynamic ?? (SealedRegistrations.mayHaveMade(client) || ClientDocumentURI(client) != nil)
        if isDynamic {
            if known == nil, SealedRegistrations.mayHaveMade(client), try await !hasSealed(client) { throw unknown(id) }
            _ = try await store.commitRemovalOfClients(
                [client], revoking: [revocation(RegistrationRevocationKey.client(client), rules)])
        } else {
            guard try await store.commitRemovalOfClient(try await changeable(id).id) else {
                throw unknown(id)
            }
        }
        return known != nil
    }

    /// Removes every client of an origin, with and without rows.
    ///
    /// - Returns: how many had a row.
    func removeAll(from origin: ClientOrigin, rules: RegistrationRules) async throws -> Int {
        let key = try origin.revocationKey()
        var removed = 0
        // Whom somebody lets in while we look is there at the second look, and after the first revocation nobody is let in.
        for _ in 0..<2 {
            let clients = try await store.findClients().filter(origin.covers).map(\.id)
            let keys = [key] + clients.map(RegistrationRevocationKey.client)
            removed += try await store.commitRemovalOfClients(clients, revoking: keys.map { revocation($0, rules) })
        }
        return removed
    }

    /// Ends all initial access tokens of a name.
    func revokeTokens(named name: String) async throws {
        let revocation = RegistrationRevocation(
            key: RegistrationRevocationKey.token(named: name), at: now, expiresAt: Timestamp(.max))
        _ = try await store.commitRemovalOfClients([], revoking: [revocation])
    }

    private func revocation(_ key: TokenDigest, _ rules: RegistrationRules) -> RegistrationRevocation {
        RegistrationRevocation(key: key, at: now, expiresAt: now + rules.memory)
    }
}
