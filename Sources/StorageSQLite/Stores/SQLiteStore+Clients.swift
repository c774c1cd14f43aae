import OAuthProtocol
import Storage

extension SQLiteStore {
    package func findClient(_ id: ClientID) throws(StorageError) -> ClientRecord? {
        try read { connection throws(StorageError) in
            try connection.first(
                "SELECT \(ClientRecord.columns) FROM clients WHERE id = ?", id, read: ClientRecord.init(row:))
        }
    }

    package func findClients() throws(StorageError) -> [ClientRecord] {
        try read { connection throws(StorageError) in
            try connection.all(
                "SELECT \(ClientRecord.columns) FROM clients ORDER BY created_at, rowid", read: ClientRecord.init(row:))
        }
    }

    package func commitNewClient(
        _ client: ClientRecord, unlessDismissedBy keys: [TokenDigest]
    ) async throws(StorageError) -> Bool {
        try await write { connection throws(StorageError) in
            if let dismissal = try connection.dismissal(ofAny: keys), dismissal >= client.createdAt { return false }
            return try connection.insert(client)
        }
    }

    package func commitReplacement(
        of id: ClientID, by client: ClientRecord?, dismissing dismissal: RegistrationRevocation,
        unlessDismissedBy keys: [TokenDigest], from network: [UInt8], within shares: RegistrationShares
    ) async throws(StorageError) -> Bool {
        try await write { connection throws(StorageError) in
            guard try !connection.exists("SELECT 1 FROM clients WHERE id = ? AND network IS NULL", id) else {
                return false
            }
            if let client, let dismissed = try connection.dismissal(ofAny: keys), dismissed >= client.createdAt {
                return false
            }
            try connection.run("DELETE FROM clients WHERE id = ?", id)
            try connection.makeRoom(
                in: "dismissals", key: "key", where: "network IS NOT NULL", for: network, within: shares.dismissals)
            try connection.keep(dismissal, of: network)
            guard let client else { return true }
            try connection.makeRoom(
                in: "clients", key: "id", where: "network IS NOT NULL", for: network, within: shares.clients)
            return try connection.insert(client)
        }
    }

    package func commitClient(
        _ client: ClientRecord, replacing known: ClientRegistration
    ) async throws(StorageError) -> Bool {
        try await write { connection throws(StorageError) in
            try connection.run(
                """
                UPDATE clients SET instance = ?1, metadata = ?2, secrets = ?3, idle_lifetime = ?4,
                    expires_at = max(?5, coalesce(expires_at, ?5)), network = CASE WHEN network IS NULL THEN NULL ELSE ?8 END
                WHERE id = ?6 AND instance = ?7
                """,
                client.registration.instance, client.metadata, SecretList(client.secrets), client.lapse?.idle,
                client.lapse?.at,
                known.id, known.instance, client.network) == 1
        }
    }

    package func commitRemovalOfClient(_ id: ClientID) async throws(StorageError) -> Bool {
        try await write { connection throws(StorageError) in try connection.remove(id) }
    }

    package func commitRemovalOfClients(
        _ ids: [ClientID], dismissing dismissals: [RegistrationRevocation]
    ) async throws(StorageError) -> Int {
        try await write { connection throws(StorageError) in
            var removed = 0
            for id in ids where try connection.remove(id) { removed += 1 }
            for dismissal in dismissals { try connection.keep(dismissal, of: nil) }
            return removed
        }
    }

    package func findDismissal(ofAny keys: [TokenDigest]) throws(StorageError) -> Timestamp? {
        try read { connection throws(StorageError) in try connection.dismissal(ofAny: keys) }
    }

    package func commitUse(of clients: [ClientID: Timestamp]) async throws(StorageError) {
        try await write { connection throws(StorageError) in
            for (id, moment) in clients {
                // Two servers may note their uses out of order.
                try connection.run(
                    """
                    UPDATE clients SET last_used_at = ?1, expires_at = max(expires_at, ?1 + idle_lifetime)
                    WHERE id = ?2 AND (last_used_at IS NULL OR last_used_at < ?1)
                    """,
                    moment, id)
            }
        }
    }
}

extension Connection {
    /// - Returns: false, changing nothing, if the identifier is taken.
    fileprivate func insert(_ client: ClientRecord) throws(StorageError) -> Bool {
        try run(
            "INSERT INTO clients (\(ClientRecord.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            client.id, client.registration.instance, client.metadata, SecretList(client.secrets), client.origin,
            client.createdAt,
            client.lastUsedAt, client.lapse?.idle, client.lapse?.at, client.network) == 1
    }

    /// - `network`: the stranger's who caused it, and whose share of the rows it has; `nil` makes it nobody's.
    fileprivate func keep(_ dismissal: RegistrationRevocation, of network: [UInt8]?) throws(StorageError) {
        try run(
            """
            INSERT INTO dismissals (key, dismissed_at, expires_at, network) VALUES (?, ?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET dismissed_at = max(dismissed_at, excluded.dismissed_at),
                expires_at = max(expires_at, excluded.expires_at),
                network = CASE WHEN excluded.network IS NULL THEN NULL ELSE network END
            """,
            dismissal.key, dismissal.at, dismissal.expiresAt, network)
    }

    /// The latest moment at which any of `keys` was dismissed.
    fileprivate func dismissal(ofAny keys: [TokenDigest]) throws(StorageError) -> Timestamp? {
        var latest: Timestamp?
        for key in keys {
            let found: Timestamp? = try first(
                "SELECT dismissed_at FROM dismissals WHERE key = ?", key,
                read: { row throws(StorageError) in try row.value() })
            latest = [latest, found].compactMap(\.self).max()
        }
        return latest
    }

    /// Removes a client with its consents.
    ///
    /// - Returns: false if there was none.
    fileprivate func remove(_ id: ClientID) throws(StorageError) -> Bool {
        try run("DELETE FROM consents WHERE client_id = ?", id)
        return try run("DELETE FROM clients WHERE id = ?", id) == 1
    }
}
