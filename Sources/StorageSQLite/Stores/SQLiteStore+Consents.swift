import OAuthProtocol
import Storage

extension SQLiteStore {
    package func findConsent(of user: UserID, to client: ClientID) throws(StorageError) -> ConsentRecord? {
        try read { connection throws(StorageError) in
            try connection.first(
                "SELECT \(ConsentRecord.columns) FROM consents WHERE user_id = ? AND client_id = ?", user, client,
                read: ConsentRecord.init(row:))
        }
    }

    package func findConsents(of user: UserID) throws(StorageError) -> [ConsentRecord] {
        try read { connection throws(StorageError) in
            try connection.all(
                "SELECT \(ConsentRecord.columns) FROM consents WHERE user_id = ? ORDER BY granted_at DESC, client_id",
                user,
                read: ConsentRecord.init(row:))
        }
    }

    package func findAccess(of user: UserID, at now: Timestamp) throws(StorageError) -> [AccessRecord] {
        try read { connection throws(StorageError) in
            try connection.all(
                """
                SELECT client_id, client_instance, scope, min(created_at) FROM delegations
                WHERE user_id = ? AND redeemed_at IS NOT NULL AND revoked_at IS NULL AND expires_at > ?
                GROUP BY client_id, client_instance, scope
                """,
                user, now,
                read: { row throws(StorageError) in
                    AccessRecord(
                        client: try row.registration(), scope: try row.value(),
                        since: try row.value())
                })
        }
    }

    package func commitConsent(_ consent: ConsentRecord) async throws(StorageError) {
        try await write { connection throws(StorageError) in
            try connection.keep(consent)
        }
    }

    package func commitWithdrawal(
        of user: UserID, from client: ClientID, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await write { connection throws(StorageError) in
            try connection.withdraw(from: client, of: user, at: now)
        }
    }
}

extension Connection {
    /// Keeps what was allowed in place of what was before, if the user and that registration of the client are there.
    func keep(_ consent: ConsentRecord) throws(StorageError) {
        let kept = try run(
            """
            INSERT OR REPLACE INTO consents (\(ConsentRecord.columns))
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
            WHERE EXISTS (SELECT 1 FROM users WHERE id = ?1)
                AND EXISTS (SELECT 1 FROM clients WHERE id = ?2 AND instance = ?3)
            """,
            consent.userID, consent.client.id, consent.client.instance, consent.scope,
            consent.claims.isEmpty ? nil : Scope(consent.claims), ResourceList(consent.resources),
            consent.destinations.isEmpty ? nil : Scope(consent.destinations), consent.grantedAt)
        if kept == 1 { try makeRoom(beside: consent) }
    }

    /// Withdraws the consents for clients that brought themselves that the user used least recently, if there are too many.
    private func makeRoom(beside consent: ConsentRecord) throws(StorageError) {
        let others = """
            FROM consents JOIN clients ON clients.id = consents.client_id AND clients.origin IN \(ClientRecord.Origin.strangers)
            WHERE consents.user_id = ?1 AND consents.client_id <> ?2
                AND EXISTS (SELECT 1 FROM clients WHERE id = ?2 AND origin IN \(ClientRecord.Origin.strangers))
            """
        let count: Int64? = try first(
            "SELECT count(*) \(others)", consent.userID, consent.client.id,
            read: { row throws(StorageError) in try row.value() })
        let excess = (count ?? 0) - Int64(ConsentRecord.mostOfStrangers - 1)
        guard excess > 0 else { return }
        let leaving = try all(
            """
            SELECT consents.client_id \(others)
            ORDER BY max(consents.granted_at, coalesce((
                SELECT max(max(delegations.redeemed_at, coalesce(delegations.refresh_rotated_at, 0)))
                FROM delegations INDEXED BY delegations_redeemed
                WHERE delegations.user_id = ?1 AND delegations.client_id = consents.client_id
                    AND delegations.redeemed_at IS NOT NULL), 0)), consents.client_id
            LIMIT ?3
            """,
            consent.userID, consent.client.id, excess,
            read: { row throws(StorageError) in try row.value() as ClientID })
        for client in leaving { _ = try withdraw(from: client, of: consent.userID, at: consent.grantedAt) }
    }

    /// - Returns: false if there was neither consent nor a delegation that was not yet revoked.
    fileprivate func withdraw(from client: ClientID, of user: UserID, at now: Timestamp) throws(StorageError) -> Bool {
        let forgotten = try run("DELETE FROM consents WHERE user_id = ? AND client_id = ?", user, client)
        let revoked = try run(
            "UPDATE delegations SET revoked_at = ? WHERE user_id = ? AND client_id = ? AND revoked_at IS NULL", now,
            user,
            client)
        // They were let in by what is withdrawn, and are to find the door shut.
        try run(
            """
            UPDATE device_authorizations
            SET user_id = NULL, session_id = NULL, authenticated_at = NULL, acr = NULL
            WHERE user_id = ? AND client_id = ? AND delegation_id IS NULL
            """,
            user, client)
        return forgotten + revoked > 0
    }
}
