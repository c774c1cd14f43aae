import OAuthProtocol
import Storage

extension MemoryStore {
    package func findClient(_ id: ClientID) throws(StorageError) -> ClientRecord? {
        try access(.findClient) { rows in rows.clients.first { $0.id == id } }
    }

    package func findClients() throws(StorageError) -> [ClientRecord] {
        try access(.findClients) { rows in rows.clients.sorted { $0.createdAt < $1.createdAt } }
    }

    package func commitNewClient(_ client: ClientRecord, unlessRevokedBy keys: [TokenDigest]) throws(StorageError)
        -> Bool
    {
        try access(.commitNewClient) { rows in
            if rows.isRevoked(client, byAny: keys) { return false }
            if rows.clients.contains(where: { $0.id == client.id }) { return false }
            rows.clients.append(client)
            return true
        }
    }

    package func commitReplacement(
        of id: ClientID, by client: ClientRecord?, revoking revocation: RegistrationRevocation,
        unlessRevokedBy keys: [TokenDigest], from network: [UInt8], within shares: RegistrationShares
    ) throws(StorageError) -> Bool {
        try access(.commitReplacement) { rows in
            if rows.clients.contains(where: { $0.id == id && $0.network == nil }) { return false }
            if let client, rows.isRevoked(client, byAny: keys) { return false }
            rows.clients.removeAll { $0.id == id }
            rows.makeRoomForRevocation(of: network, within: shares.revocations)
            if rows.revocations[revocation.key] == nil { rows.revokers[revocation.key] = network }
            rows.keep(revocation)
            guard let client else { return true }
            rows.makeRoomForClient(of: network, within: shares.clients)
            rows.clients.append(client)
            return true
        }
    }

    package func commitClient(_ client: ClientRecord, replacing known: ClientRegistration) throws(StorageError) -> Bool
    {
        try access(.commitClient) { rows in
            guard let index = rows.clients.firstIndex(where: { $0.registration == known })
            else { return false }
            let old = rows.clients[index]
            var expiry = client.expiry
            if let end = expiry?.at { expiry?.at = max(end, old.expiry?.at ?? end) }
            rows.clients[index] = ClientRecord(
                client.registration, metadata: client.metadata, secrets: client.secrets,
                origin: old.origin, createdAt: old.createdAt, lastUsedAt: old.lastUsedAt, expiry: expiry,
                network: old.network == nil ? nil : client.network)
            return true
        }
    }

    package func commitRemovalOfClient(_ id: ClientID) throws(StorageError) -> Bool {
        try access(.commitRemovalOfClient) { rows in rows.remove(id) }
    }

    package func commitRemovalOfClients(_ ids: [ClientID], revoking revocations: [RegistrationRevocation])
        throws(StorageError)
        -> Int
    {
        try access(.commitRemovalOfClients) { rows in
            for revocation in revocations {
                rows.keep(revocation)
                rows.revokers[revocation.key] = nil
            }
            return ids.filter { rows.remove($0) }.count
        }
    }

    package func findRegistrationRevocation(ofAny keys: [TokenDigest]) throws(StorageError) -> Timestamp? {
        try access(.findRegistrationRevocation) { rows in keys.compactMap { rows.revocations[$0]?.at }.max() }
    }

    package func commitUse(of clients: [ClientID: Timestamp]) throws(StorageError) {
        try access(.commitUseOfClients) { rows in
            for index in rows.clients.indices {
                guard let moment = clients[rows.clients[index].id] else { continue }
                rows.clients[index].lastUsedAt = max(moment, rows.clients[index].lastUsedAt ?? moment)
                guard let expiry = rows.clients[index].expiry else { continue }
                rows.clients[index].expiry?.at = max(expiry.at, moment + expiry.idle)
            }
        }
    }
}

extension MemoryStore.Rows {
    fileprivate func isRevoked(_ client: ClientRecord, byAny keys: [TokenDigest]) -> Bool {
        keys.contains { revocations[$0].map { $0.at >= client.createdAt } ?? false }
    }

    fileprivate mutating func keep(_ revocation: RegistrationRevocation) {
        let known = revocations[revocation.key] ?? revocation
        revocations[revocation.key] = RegistrationRevocation(
            key: revocation.key, at: max(known.at, revocation.at), expiresAt: max(known.expiresAt, revocation.expiresAt)
        )
    }

    fileprivate mutating func makeRoomForRevocation(of network: [UInt8], within bounds: RowBounds) {
        let anonymous = revocations.compactMapValues { revocation in
            revokers[revocation.key].map { (network: $0, expiresAt: revocation.expiresAt) }
        }
        for key in Self.leaving(anonymous, for: network, within: bounds) { revocations[key] = nil }
    }

    fileprivate mutating func makeRoomForClient(of network: [UInt8], within bounds: RowBounds) {
        var anonymous: [TokenDigest: (network: [UInt8], expiresAt: Timestamp)] = [:]
        for client in clients {
            guard let network = client.network, let expiry = client.expiry else { continue }
            anonymous[TokenDigest(of: client.id.value)] = (network, expiry.at)
        }
        let leaving = Set(Self.leaving(anonymous, for: network, within: bounds))
        clients.removeAll { leaving.contains(TokenDigest(of: $0.id.value)) }
    }

    /// - Returns: false if there was none.
    mutating func remove(_ id: ClientID) -> Bool {
        guard let index = clients.firstIndex(where: { $0.id == id }) else { return false }
        clients.remove(at: index)
        consents.removeAll { $0.client.id == id }
        return true
    }

    mutating func rightRegistrationRevocations(at now: Timestamp) {
        revocations = revocations.mapValues { revocation in
            guard revocation.at.isYetToCome(at: now) else { return revocation }
            let ahead = revocation.at.seconds(since: now)
            return RegistrationRevocation(key: revocation.key, at: now, expiresAt: revocation.expiresAt - ahead)
        }
    }

    mutating func removeExpiredClients(at now: Timestamp, limit: Int) -> Int {
        let expired = clients.filter { $0.expiry.map { $0.at <= now } ?? false }.prefix(limit)
        for client in expired { _ = remove(client.id) }
        return expired.count
    }
}
