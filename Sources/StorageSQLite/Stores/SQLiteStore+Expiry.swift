import OAuthProtocol
import Storage

extension SQLiteStore {
    /// Tables of rows that expire, each with an index on `expires_at`, and their keys.
    private static let expiring = [
        (table: "delegations", key: "id"), (table: "sessions", key: "id"), (table: "interactions", key: "digest"),
        (table: "revoked_tokens", key: "jti"), (table: "spent_assertions", key: "digest"),
        (table: "attempts", key: "key"), (table: "logout_notices", key: "rowid"), (table: "dismissals", key: "key"),
        (table: "exchanges", key: "id"), (table: "device_authorizations", key: "digest"),
    ]

    package func commitRemovalOfExpired(at now: Timestamp, limit: Int) async throws(StorageError) -> Int {
        try await write { connection throws(StorageError) in
            var removed = try connection.removeLapsedClients(at: now, limit: limit)
            for (table, key) in Self.expiring {
                removed += try connection.run(
                    """
                    DELETE FROM \(table) WHERE \(key) IN (
                        SELECT \(key) FROM \(table) WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
                    """,
                    now, Int64(max(limit, 0)))
            }
            return removed
        }
    }
}

extension Connection {
    /// Clients that nobody here registered and nobody used for long, with what people allowed them.
    fileprivate func removeLapsedClients(at now: Timestamp, limit: Int) throws(StorageError) -> Int {
        let lapsed = "SELECT id FROM clients WHERE expires_at <= ? ORDER BY expires_at, id LIMIT ?"
        try run("DELETE FROM consents WHERE client_id IN (\(lapsed))", now, Int64(max(limit, 0)))
        return try run("DELETE FROM clients WHERE id IN (\(lapsed))", now, Int64(max(limit, 0)))
    }
}
