import OAuthProtocol
import Storage

extension SQLiteStore {
    package func findPendingLogoutNotices() throws(StorageError) -> Int {
        try read { connection throws(StorageError) in
            let count = try connection.first("SELECT count(*) FROM logout_notices") { row throws(StorageError) in
                try row.value() as Int64
            }
            return Int(clamping: count ?? 0)
        }
    }

    package func findDueLogoutNotices(
        ofStrangers strangers: Bool?, sparing busy: Set<ClientID>, limit: Int, at now: Timestamp
    ) throws(StorageError) -> [LogoutNoticeRecord] {
        let wanted: Int64? = strangers.map { $0 ? 1 : 0 }
        let origins = JSONValue.strings(
            ClientRecord.Origin.allCases.filter(\.isStranger).map(\.rawValue))
        return try read { connection throws(StorageError) in
            try connection.all(
                """
                SELECT \(LogoutNoticeRecord.columns) FROM logout_notices
                WHERE (due_at <= ?1 OR due_at > ?6) AND client_id NOT IN (SELECT value FROM json_each(?2))
                    AND (?3 IS NULL OR ?3 = EXISTS (
                        SELECT 1 FROM clients
                        WHERE clients.id = logout_notices.client_id
                            AND clients.instance = logout_notices.client_instance
                            AND clients.origin IN (SELECT value FROM json_each(?4))))
                ORDER BY due_at LIMIT ?5
                """,
                now, ClientList(busy), wanted, String(decoding: origins.octets, as: UTF8.self),
                Int64(max(limit, 0)), LogoutNoticeRecord.latestDue(at: now), read: LogoutNoticeRecord.init(row:))
        }
    }

    package func commitClaim(
        of notice: LogoutNoticeRecord, until lease: Timestamp
    ) async throws(StorageError) -> LogoutNoticeRecord? {
        let claimed = try await write { connection throws(StorageError) in
            try connection.run(
                """
                UPDATE logout_notices SET attempts = attempts + 1, due_at = ?
                WHERE session_id = ? AND client_id = ? AND client_instance = ? AND attempts = ? AND due_at = ?
                """,
                lease, notice.sessionID, notice.client.id, notice.client.instance, notice.attempts, notice.dueAt) == 1
        }
        return claimed ? notice.claimed(until: lease) : nil
    }

    package func commitRemoval(of notice: LogoutNoticeRecord) async throws(StorageError) {
        try await write { connection throws(StorageError) in
            _ = try connection.run(
                """
                DELETE FROM logout_notices
                WHERE session_id = ? AND client_id = ? AND client_instance = ? AND attempts = ?
                """,
                notice.sessionID, notice.client.id, notice.client.instance, notice.attempts)
        }
    }

    package func commitPostponement(
        of notice: LogoutNoticeRecord, until dueAt: Timestamp
    ) async throws(StorageError) {
        try await write { connection throws(StorageError) in
            let isOurs = try connection.run(
                """
                UPDATE logout_notices SET due_at = ?
                WHERE session_id = ? AND client_id = ? AND client_instance = ? AND attempts = ?
                """,
                dueAt, notice.sessionID, notice.client.id, notice.client.instance, notice.attempts)
            guard isOurs == 1 else { return }
            try connection.run(
                """
                UPDATE logout_notices SET due_at = ?1
                WHERE client_id = ?2 AND client_instance = ?3 AND session_id <> ?4 AND due_at < ?1
                """,
                dueAt, notice.client.id, notice.client.instance, notice.sessionID)
        }
    }
}

extension Connection {
    /// Notes for every client that wants to know that the user's sessions end; to be called before what was delegated in
    /// them is revoked.
    ///
    /// - `session`: the one that ends; `nil` means every one.
    func noteLogout(of user: UserID, from session: SessionID?, at now: Timestamp) throws(StorageError) {
        // A notice that waits already says the same.
        try run(
            """
            INSERT INTO logout_notices (\(LogoutNoticeRecord.columns))
            SELECT DISTINCT delegations.session_id, delegations.client_id, delegations.client_instance,
                delegations.user_id, ?3, 0, ?3, ?4
            FROM delegations
                JOIN clients ON clients.id = delegations.client_id AND clients.instance = delegations.client_instance
            WHERE delegations.user_id = ?1 AND delegations.session_id IS NOT NULL
                AND (?2 IS NULL OR delegations.session_id = ?2)
                AND delegations.redeemed_at IS NOT NULL AND delegations.revoked_at IS NULL
                AND json_extract(clients.metadata, '$.backchannel_logout_uri') IS NOT NULL
            ON CONFLICT DO NOTHING
            """,
            user, session, now, now + LogoutNoticeRecord.lifetime)
        try makeRoomForNotices(of: user)
    }

    /// Lets the oldest notices leave that are beyond what may wait for clients that brought themselves.
    private func makeRoomForNotices(of user: UserID) throws(StorageError) {
        let origins = String(
            decoding: JSONValue.strings(ClientRecord.Origin.allCases.filter(\.isStranger).map(\.rawValue)).octets,
            as: UTF8.self)
        let ofStrangers = """
            FROM logout_notices JOIN clients ON clients.id = logout_notices.client_id
                AND clients.instance = logout_notices.client_instance
                AND clients.origin IN (SELECT value FROM json_each(?1))
            """
        let beyond = { (condition: String, most: String) in
            """
            DELETE FROM logout_notices WHERE rowid IN (
                SELECT logout_notices.rowid \(ofStrangers) \(condition)
                ORDER BY logout_notices.created_at DESC, logout_notices.rowid DESC LIMIT -1 OFFSET \(most))
            """
        }
        try run(beyond("WHERE logout_notices.user_id = ?2", "?3"), origins, user, Int64(LogoutNoticeRecord.most.ofUser))
        let waiting = try first("SELECT count(*) FROM logout_notices") { row throws(StorageError) in
            try row.value() as Int64
        }
        guard waiting ?? 0 > LogoutNoticeRecord.most.overAll else { return }
        try run(beyond("", "?2"), origins, Int64(LogoutNoticeRecord.most.overAll))
    }
}
