import OAuthProtocol
import Storage

extension SQLStore {
    package func findPendingLogoutNotices() async throws(StorageError) -> Int {
        try await read { connection in Int(clamping: try connection.countOfNotices()) }
    }

    package func findDueLogoutNotices(
        ofDynamicClients dynamic: Bool?, sparing busy: Set<ClientID>, limit: Int, at now: Timestamp
    ) async throws(StorageError) -> [LogoutNoticeRecord] {
        // One argument, however many clients there are. Identifiers of clients have no line breaks.
        let spared = "\n" + busy.map { $0.value + "\n" }.joined()
        return try await read {
            try $0.all(
                """
                WHERE (due_at <= ?1 OR due_at > ?2) AND \(dialect.position)(?3, '\n' || client_id || '\n') = 0
                    AND (?4 IS NULL OR (?4 = 1) = EXISTS (
                        SELECT 1 FROM clients
                        WHERE clients.id = logout_notices.client_id AND clients.instance = logout_notices.client_instance
                            AND clients.origin IN \(ClientRecord.Origin.dynamic)))
                ORDER BY due_at LIMIT ?5
                """,
                now, DeliverySchedule.latestDue(at: now), spared, dynamic, Int64(max(limit, 0)))
        }
    }

    package func commitClaim(
        of notice: LogoutNoticeRecord, until lease: Timestamp
    ) async throws(StorageError) -> LogoutNoticeRecord? {
        let claimed = try await writeApart {
            try $0.run(
                "UPDATE logout_notices SET attempts = attempts + 1, due_at = ?5 WHERE \(isOurs) AND due_at = ?6",
                notice.sessionID, notice.client, notice.attempts, lease, notice.dueAt)
        }
        return claimed == 1 ? notice.claimed(until: lease) : nil
    }

    package func commitRemoval(of notice: LogoutNoticeRecord) async throws(StorageError) {
        _ = try await writeApart {
            try $0.run(
                "DELETE FROM logout_notices WHERE \(isOurs)", notice.sessionID, notice.client, notice.attempts)
        }
    }

    package func commitPostponement(
        of notice: LogoutNoticeRecord, until dueAt: Timestamp
    ) async throws(StorageError) {
        try await write { connection in
            let postponed = try connection.run(
                "UPDATE logout_notices SET due_at = ?5 WHERE \(isOurs)", notice.sessionID, notice.client,
                notice.attempts, dueAt)
            guard postponed == 1 else { return }
            try connection.perform(
                """
                UPDATE logout_notices SET due_at = ?4
                WHERE client_id = ?2 AND client_instance = ?3 AND session_id <> ?1 AND due_at < ?4
                """,
                notice.sessionID, notice.client, dueAt)
        }
    }
}

/// Whether a notice is there as it was claimed: its key, and how often that was done.
private let isOurs = "session_id = ?1 AND client_id = ?2 AND client_instance = ?3 AND attempts = ?4"

extension Connection {
    /// Notes for every client that wants to know that the user's sessions end; to be called before what was delegated in
    /// them is revoked.
    ///
    /// - `session`: the one that ends; `nil` means every one.
    func noteLogout(of user: UserID, from session: SessionID?, at now: Timestamp) throws(StorageError) {
        let ending = """
            delegations.user_id = ?1 AND delegations.session_id IS NOT NULL AND (?2 IS NULL OR delegations.session_id = ?2)
                AND delegations.redeemed_at IS NOT NULL AND delegations.revoked_at IS NULL
            """
        // Found by the name's letters, which are few; what it says is read as metadata is read everywhere.
        let named: [ClientRecord] = try all(
            """
            WHERE clients.metadata LIKE '%"backchannel_logout_uri"%'
                AND clients.id IN (SELECT delegations.client_id FROM delegations WHERE \(ending))
            """,
            user, session)
        for client in named where client.metadata.backchannelLogoutURI != nil {
            // A notice that waits already says the same.
            try perform(
                """
                INSERT INTO logout_notices (session_id, client_id, client_instance, user_id, created_at, attempts, due_at,
                    expires_at)
                SELECT DISTINCT delegations.session_id, delegations.client_id, delegations.client_instance,
                    delegations.user_id, ?3, 0, ?3, ?4
                FROM delegations
                WHERE \(ending) AND delegations.client_id = ?5 AND delegations.client_instance = ?6
                ON CONFLICT DO NOTHING
                """,
                user, session, now, now + LogoutNoticeRecord.lifetime, client.registration)
        }
        try keepLastNotices(LogoutNoticeRecord.most.ofUser, where: "logout_notices.user_id = ?", user)
        guard try countOfNotices() > LogoutNoticeRecord.most.overAll else { return }
        try keepLastNotices(LogoutNoticeRecord.most.overAll, where: "true")
    }

    /// Lets the oldest notices leave that are beyond what may wait for dynamic clients.
    private func keepLastNotices<each Value: Bindable>(
        _ most: Int, where condition: String, _ values: repeat each Value
    ) throws(StorageError) {
        try perform(
            """
            DELETE FROM logout_notices WHERE (session_id, client_id, client_instance) IN (
                SELECT session_id, client_id, client_instance FROM logout_notices JOIN clients ON clients.id = logout_notices.client_id
                    AND clients.instance = logout_notices.client_instance
                    AND clients.origin IN \(ClientRecord.Origin.dynamic)
                WHERE \(condition)
                ORDER BY logout_notices.created_at DESC, logout_notices.rowid DESC LIMIT \(dialect.noLimit) OFFSET ?)
            """,
            repeat each values, Int64(most))
    }

    fileprivate func countOfNotices() throws(StorageError) -> Int64 {
        try value("SELECT count(*) FROM logout_notices") ?? 0
    }
}
