import OAuthProtocol
import Storage

extension SQLiteStore {
    fileprivate static let consentColumns =
        "user_id, client_id, client_instance, scope, claims, resources, destinations, granted_at"

    package func findConsent(of user: UserID, to client: ClientID) throws(StorageError) -> ConsentRecord? {
        try read { connection throws(StorageError) in
            try connection.first(
                "SELECT \(Self.consentColumns) FROM consents WHERE user_id = ? AND client_id = ?", user, client,
                read: Self.consent)
        }
    }

    package func findConsents(of user: UserID) throws(StorageError) -> [ConsentRecord] {
        try read { connection throws(StorageError) in
            try connection.all(
                "SELECT \(Self.consentColumns) FROM consents WHERE user_id = ? ORDER BY granted_at DESC, client_id",
                user,
                read: Self.consent)
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
            let forgotten = try connection.run(
                "DELETE FROM consents WHERE user_id = ? AND client_id = ?", user, client)
            let revoked = try connection.run(
                "UPDATE delegations SET revoked_at = ? WHERE user_id = ? AND client_id = ? AND revoked_at IS NULL", now,
                user, client)
            // They were let in by what is withdrawn, and are to find the door shut.
            try connection.run(
                """
                UPDATE device_authorizations
                SET user_id = NULL, session_id = NULL, authenticated_at = NULL, acr = NULL
                WHERE user_id = ? AND client_id = ? AND delegation_id IS NULL
                """,
                user, client)
            return forgotten + revoked > 0
        }
    }

    private static func consent(row: inout Row) throws(StorageError) -> ConsentRecord {
        ConsentRecord(
            userID: try row.value(), client: try row.registration(), scope: try row.value(),
            claims: try (row.optional() as Scope?)?.values ?? [],
            resources: try (row.value() as ResourceList).resources,
            destinations: try (row.optional() as Scope?)?.values ?? [], grantedAt: try row.value())
    }
}

extension Connection {
    /// Keeps what was allowed in place of what was before, if the user and that registration of the client are there.
    func keep(_ consent: ConsentRecord) throws(StorageError) {
        try run(
            """
            INSERT OR REPLACE INTO consents (\(SQLiteStore.consentColumns))
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
            WHERE EXISTS (SELECT 1 FROM users WHERE id = ?1)
                AND EXISTS (SELECT 1 FROM clients WHERE id = ?2 AND instance = ?3)
            """,
            consent.userID, consent.client.id, consent.client.instance, consent.scope,
            consent.claims.isEmpty ? nil : Scope(consent.claims), ResourceList(consent.resources),
            consent.destinations.isEmpty ? nil : Scope(consent.destinations), consent.grantedAt)
    }
}
