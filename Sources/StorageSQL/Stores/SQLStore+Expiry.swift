import OAuthProtocol
import Storage

extension SQLStore {
    package func commitRemovalOfExpired(at now: Timestamp, limit: Int) async throws(StorageError) -> Int {
        try await write { try $0.removeExpired(at: now, limit: limit) }
    }
}

extension Connection {
    /// Tables of rows that expire, each with an index on `expires_at`, and their keys.
    private static let expiring = [
        (table: "delegations", key: "id"), (table: "sessions", key: "id"),
        (table: "waiting_requests", key: "digest"), (table: "answers", key: "request"),
        (table: "revoked_tokens", key: "jti"), (table: "spent_assertions", key: "digest"),
        (table: "attempts", key: "key"), (table: "dismissals", key: "key"),
        (table: "logout_notices", key: "session_id, client_id, client_instance"),
        (table: "exchanges", key: "id"), (table: "device_authorizations", key: "digest"),
        (table: "remembered_browsers", key: "digest"), (table: "one_time_links", key: "digest"),
        (table: "invitations", key: "digest"), (table: "mails", key: "id"),
    ]

    /// The number of this work, by which servers take turns (`Dialect/turnQuery`).
    private static let removal: Int64 = 42_166_380

    /// Removes at most `limit` expired rows of each kind.
    ///
    /// - Returns: how many rows left.
    /// - Throws: `StorageError` if the engine cannot do it.
    package func removeExpired(at now: Timestamp, limit: Int) throws(StorageError) -> Int {
        // One server at a time: what another is removing is no work for this one.
        if let turn = dialect.turnQuery, try !exists(turn, Self.removal) { return 0 }
        let limit = Int64(max(limit, 0))
        // Revocations that a clock wrote which was ahead.
        try perform(
            """
            UPDATE dismissals SET dismissed_at = ?1, expires_at = expires_at - (dismissed_at - ?1)
            WHERE dismissed_at > ?2
            """,
            now, now + Timestamp.slack)
        // Clients that nobody here registered and nobody used for long, with what people allowed them.
        let expired = "SELECT id FROM clients WHERE expires_at <= ? ORDER BY expires_at, id LIMIT ?"
        try perform("DELETE FROM consents WHERE client_id IN (\(expired))", now, limit)
        var removed = try run("DELETE FROM clients WHERE id IN (\(expired))", now, limit)
        // Counters that a clock wrote which was ahead.
        removed += try run(
            "DELETE FROM attempts WHERE key IN (SELECT key FROM attempts WHERE expires_at > ? LIMIT ?)",
            now + (Attempt.longest + Timestamp.slack), limit)
        for (table, key) in Self.expiring {
            removed += try run(
                """
                DELETE FROM \(table) WHERE (\(key)) IN (
                    SELECT \(key) FROM \(table) WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
                """,
                now, limit)
        }
        return removed
    }
}
