import OAuthProtocol
import Storage

extension SQLStore {
    package func findClient(_ id: ClientID) async throws(StorageError) -> ClientRecord? {
        try await read { try $0.first("WHERE id = ?", id) }
    }

    package func findClients() async throws(StorageError) -> [ClientRecord] {
        try await read { try $0.all("ORDER BY created_at, rowid") }
    }

    package func commitNewClient(
        _ client: ClientRecord, unlessRevokedBy keys: [TokenDigest]
    ) async throws(StorageError) -> Bool {
        try await write { connection in
            guard try !connection.isRevoked(client, byAny: keys) else { return false }
            return try connection.insert(client, ifNew: true)
        }
    }

    package func commitReplacement(
        of id: ClientID, by client: ClientRecord?, revoking revocation: RegistrationRevocation,
        unlessRevokedBy keys: [TokenDigest], from network: [UInt8], within shares: RegistrationShares
    ) async throws(StorageError) -> Bool {
        try await write { connection in
            guard try !connection.exists("SELECT 1 FROM clients WHERE id = ? AND network IS NULL", id) else {
                return false
            }
            if let client, try connection.isRevoked(client, byAny: keys) { return false }
            try connection.perform("DELETE FROM clients WHERE id = ?", id)
            try connection.makeRoom(
                in: "dismissals", key: "key", where: "network IS NOT NULL", for: network, within: shares.revocations)
            try connection.keep(revocation, of: network)
            guard let client else { return true }
            try connection.makeRoom(
                in: "clients", key: "id", where: "network IS NOT NULL", for: network, within: shares.clients)
            return try connection.insert(client, ifNew: true)
        }
    }

    package func commitClient(
        _ client: ClientRecord, replacing known: ClientRegistration
    ) async throws(StorageError) -> Bool {
        try await writeApart {
            try $0.run(
                """
                UPDATE clients SET instance = ?3, metadata = ?4, secrets = ?5, idle_lifetime = ?6,
                    expires_at = CASE WHEN expires_at > ?7 THEN expires_at ELSE ?7 END,
                    network = CASE WHEN network IS NULL THEN NULL ELSE ?8 END
                WHERE id = ?1 AND instance = ?2
                """,
                known, client.registration.instance, client.metadata, client.secrets, client.expiry?.idle,
                client.expiry?.at,
                client.network)
        } == 1
    }

    package func commitRemovalOfClient(_ id: ClientID) async throws(StorageError) -> Bool {
        try await commitRemovalOfClients([id], revoking: []) == 1
    }

    package func commitRemovalOfClients(
        _ ids: [ClientID], revoking revocations: [RegistrationRevocation]
    ) async throws(StorageError) -> Int {
        try await write { connection in
            var removed = 0
            for id in ids {
                try connection.perform("DELETE FROM consents WHERE client_id = ?", id)
                removed += try connection.run("DELETE FROM clients WHERE id = ?", id)
            }
            for revocation in revocations { try connection.keep(revocation, of: nil) }
            return removed
        }
    }

    package func findRegistrationRevocation(ofAny keys: [TokenDigest]) async throws(StorageError) -> Timestamp? {
        try await read { try $0.revocation(ofAny: keys) }
    }

    package func commitUse(of clients: [ClientID: Timestamp]) async throws(StorageError) {
        try await write { connection in
            for (id, moment) in clients {
                // Two servers may note their uses out of order.
                try connection.perform(
                    """
                    UPDATE clients SET last_used_at = ?1,
                        expires_at = CASE WHEN expires_at > ?1 + idle_lifetime THEN expires_at ELSE ?1 + idle_lifetime END
                    WHERE id = ?2 AND (last_used_at IS NULL OR last_used_at < ?1)
                    """,
                    moment, id)
            }
        }
    }
}

extension Connection {
    /// - `network`: the network that caused it, whose share of the rows it has; `nil` makes it nobody's.
    fileprivate func keep(_ revocation: RegistrationRevocation, of network: [UInt8]?) throws(StorageError) {
        let latest = { (column: String) in
            """
            CASE WHEN excluded.\(column) > dismissals.\(column) THEN excluded.\(column) ELSE dismissals.\(column) END
            """
        }
        try perform(
            """
            INSERT INTO dismissals (key, dismissed_at, expires_at, network) VALUES (?, ?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET dismissed_at = \(latest("dismissed_at")), expires_at = \(latest("expires_at")),
                network = CASE WHEN excluded.network IS NULL THEN NULL ELSE dismissals.network END
            """,
            revocation.key, revocation.at, revocation.expiresAt, network)
    }

    fileprivate func isRevoked(_ client: ClientRecord, byAny keys: [TokenDigest]) throws(StorageError) -> Bool {
        try revocation(ofAny: keys).map { $0 >= client.createdAt } ?? false
    }

    /// The latest moment at which any of `keys` was revoked.
    fileprivate func revocation(ofAny keys: [TokenDigest]) throws(StorageError) -> Timestamp? {
        var latest: Timestamp?
        for key in keys {
            let found: Timestamp? = try value("SELECT dismissed_at FROM dismissals WHERE key = ?", key)
            latest = [latest, found].compactMap(\.self).max()
        }
        return latest
    }
}
