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

    package func commitNewClient(_ client: ClientRecord) async throws(StorageError) -> Bool {
        try await write { connection throws(StorageError) in
            try connection.run(
                "INSERT INTO clients (\(ClientRecord.columns)) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                client.id, client.instance, client.metadata, SecretList(client.secrets), client.origin,
                client.createdAt, client.lastUsedAt) == 1
        }
    }

    package func commitClient(
        _ client: ClientRecord, replacing instance: Int64
    ) async throws(StorageError) -> Bool {
        try await write { connection throws(StorageError) in
            try connection.run(
                "UPDATE clients SET instance = ?, metadata = ?, secrets = ? WHERE id = ? AND instance = ?",
                client.instance, client.metadata, SecretList(client.secrets), client.id, instance) == 1
        }
    }

    package func commitRemovalOfClient(_ id: ClientID) async throws(StorageError) -> Bool {
        try await write { connection throws(StorageError) in
            try connection.run("DELETE FROM consents WHERE client_id = ?", id)
            return try connection.run("DELETE FROM clients WHERE id = ?", id) == 1
        }
    }

    package func commitUse(of clients: [ClientID: Timestamp]) async throws(StorageError) {
        try await write { connection throws(StorageError) in
            for (id, moment) in clients {
                // Two servers may note their uses out of order.
                try connection.run(
                    "UPDATE clients SET last_used_at = ?1 WHERE id = ?2 AND (last_used_at IS NULL OR last_used_at < ?1)",
                    moment, id)
            }
        }
    }
}
