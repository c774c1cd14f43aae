import OAuthProtocol
import Storage

extension SQLiteStore {
    /// Tables of rows that expire, each with an index on `expires_at`, and their keys.
    fileprivate static let expiring = [
        (table: "delegations", key: "id"), (table: "sessions", key: "id"),
        (table: "waiting_requests", key: "digest"), (table: "answers", key: "request"),
        (table: "revoked_tokens", key: "jti"), (table: "spent_assertions", key: "digest"),
        (table: "attempts", key: "key"), (table: "logout_notices", key: "rowid"), (table: "dismissals", key: "key"),
        (table: "exchanges", key: "id"), (table: "device_authorizations", key: "digest"),
    ]

    package func commitRemovalOfExpired(at now: Timestamp, limit: Int) async throws(StorageError) -> Int {
        var removed = 0
        do {
            removed = try await write { connection in
                try connection.removeExpired(at: now, limit: limit)
            }
        } catch {
            guard error.code == .full else { throw error }
            removed = try await writeOnReserve { connection throws(StorageError) in
                try connection.removeExpiredInSmallSteps(at: now, limit: limit)
            }
        }
        try await seeWhetherWritesWork()
        return removed
    }
}

extension Connection {
    /// Rows of each kind that leave at once where there is little room: what is removed is written to the log first.
    private static let smallStep = 20

    fileprivate func removeExpired(at now: Timestamp, limit: Int) throws(StorageError) -> Int {
        let limit = Int64(max(limit, 0))
        // Revocations that a clock wrote which was ahead.
        try run(
            """
            UPDATE dismissals SET dismissed_at = ?1, expires_at = expires_at - (dismissed_at - ?1)
            WHERE dismissed_at > ?2
            """,
            now, now + Timestamp.slack)
        // Clients that nobody here registered and nobody used for long, with what people allowed them.
        let expired = "SELECT id FROM clients WHERE expires_at <= ? ORDER BY expires_at, id LIMIT ?"
        try run("DELETE FROM consents WHERE client_id IN (\(expired))", now, limit)
        var removed = try run("DELETE FROM clients WHERE id IN (\(expired))", now, limit)
        // Counters that a clock wrote which was ahead.
        removed += try run(
            "DELETE FROM attempts WHERE key IN (SELECT key FROM attempts WHERE expires_at > ? LIMIT ?)",
            now + (Attempt.longest + Timestamp.slack), limit)
        for (table, key) in SQLiteStore.expiring {
            removed += try run(
                """
                DELETE FROM \(table) WHERE \(key) IN (
                    SELECT \(key) FROM \(table) WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
                """,
                now, limit)
        }
        return removed
    }

    /// The same in steps, each of which the log is emptied of before the next.
    fileprivate func removeExpiredInSmallSteps(at now: Timestamp, limit: Int) throws(StorageError) -> Int {
        rollback()
        try checkpoint()
        var removed = 0
        while removed < limit {
            let step: Int
            do {
                try begin()
                step = try removeExpired(at: now, limit: Self.smallStep)
                try commit()
            } catch {
                rollback()
                throw error
            }
            try checkpoint()
            removed += step
            if step < Self.smallStep { break }
        }
        return removed
    }
}
