import OAuthProtocol
import Storage

extension SQLiteStore {
    /// Tables of rows that expire, each with an index on `expires_at`, and their keys.
    private static let expiring = [
        (table: "delegations", key: "id"), (table: "sessions", key: "id"), (table: "interactions", key: "digest"),
        (table: "revoked_tokens", key: "jti"), (table: "spent_assertions", key: "digest"),
        (table: "attempts", key: "key"), (table: "logout_notices", key: "rowid"),
        (table: "device_authorizations", key: "digest"),
    ]

    package func commitRemovalOfExpired(at now: Timestamp, limit: Int) async throws(StorageError) -> Int {
        try await write { connection throws(StorageError) in
            var removed = 0
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
