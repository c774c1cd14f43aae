import Identity
import Logging
import OAuthProtocol
import OAuthServer
import Storage

/// Keeps the clients that came from the configuration file equal to it.
struct ConfiguredClients: Sendable {
    let registry: ClientAdministration
    let logger: Logger

    /// Adds what is new, changes what is different, removes what is gone from the file. What commands registered is left
    /// alone, and a name that they took is refused.
    ///
    /// - Throws: `CommandError` if a client of the file has the identifier of one that is not from it.
    func make(equalTo clients: [Placed<ConfiguredClient>]) async throws {
        let kept = try await registry.store.findClients()
        if let taken = Self.taken(clients, among: kept).first { throw CommandError(taken.message) }
        let wanted = Set(clients.map(\.id))
        for client in kept where client.origin == .configuration && !wanted.contains(client.id) {
            if try await registry.store.commitRemovalOfClient(client.id) { note("removed", client.id) }
        }
        for client in clients {
            for warning in registry.uris.warnings(of: client.metadata) {
                logger.warning("\(warning)", metadata: ["client_id": "\(client.id)"])
            }
            if let known = kept.first(where: { $0.id == client.id }) {
                try await change(known, to: client)
            } else {
                _ = try await registry.add(
                    id: client.id, metadata: client.metadata, chosen: client.secret, origin: .configuration)
                note("added", client.id)
            }
        }
    }

    /// The clients of the file whose identifiers others have that the database keeps.
    static func taken(_ clients: [Placed<ConfiguredClient>], among kept: [ClientRecord]) -> [Problem] {
        let others = Set(kept.filter { $0.origin != .configuration }.map(\.id))
        return clients.filter { others.contains($0.id) }.map { client in
            Problem(
                client.place(of: "client_id"),
                "clients[]: a client \(client.id) was registered by command; remove it, or choose another client_id")
        }
    }

    private func change(_ known: ClientRecord, to client: Placed<ConfiguredClient>) async throws {
        let hasSameSecret = try await holds(client.secret, in: known.secrets)
        guard known.metadata != client.metadata || !hasSameSecret else { return }
        _ = try await registry.update(
            known, metadata: client.metadata, chosen: hasSameSecret && client.secret != nil ? nil : client.secret)
        note("updated", client.id)
    }

    /// Whether what is stored is the hash of this secret, or nothing where there is none.
    private func holds(_ secret: Secret?, in stored: [StoredSecret]) async throws -> Bool {
        guard let secret else { return stored.isEmpty }
        guard stored.count == 1, case .argon2id(let hash) = stored.first?.form else { return false }
        return try await registry.hasher.verify(secret, against: hash)
    }

    private func note(_ change: String, _ id: ClientID) {
        logger.notice("client of the configuration file \(change)", metadata: ["client_id": "\(id)"])
    }
}
