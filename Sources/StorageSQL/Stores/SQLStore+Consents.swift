import OAuthProtocol
import Storage

extension SQLStore {
    package func findConsent(of user: UserID, to client: ClientID) async throws(StorageError) -> ConsentRecord? {
        try await read { try $0.first("WHERE user_id = ? AND client_id = ?", user, client) }
    }

    package func findConsents(of user: UserID) async throws(StorageError) -> [ConsentRecord] {
        try await read { try $0.all("WHERE user_id = ? ORDER BY granted_at DESC, client_id", user) }
    }

    package func findAccess(of user: UserID, at now: Timestamp) async throws(StorageError) -> [AccessRecord] {
        try await read {
            try $0.all(
                """
                WHERE user_id = ? AND redeemed_at IS NOT NULL AND revoked_at IS NULL AND expires_at > ?
                GROUP BY client_id, client_instance, scope
                """,
                user, now)
        }
    }

    package func commitConsent(_ consent: ConsentRecord) async throws(StorageError) {
        try await write { try $0.keep(consent) }
    }

    package func commitWithdrawal(
        of user: UserID, from client: ClientID, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await write { try $0.withdraw(from: client, of: user, at: now) }
    }
}

extension Connection {
    /// Keeps what was allowed in place of what was before, if the user and that registration of the client are there.
    func keep(_ consent: ConsentRecord) throws(StorageError) {
        let kept = try insert(
            consent,
            where: """
                EXISTS (SELECT 1 FROM users WHERE id = :user_id)
                AND EXISTS (SELECT 1 FROM clients WHERE id = :client_id AND instance = :client_instance)
                """,
            replacing: "user_id, client_id")
        if kept { try makeRoom(beside: consent) }
    }

    /// Whether the user has consented to something for this registration of a client, and that was not withdrawn.
    func isConsented(to client: ClientRegistration, by user: UserID) throws(StorageError) -> Bool {
        try exists(
            "SELECT 1 FROM consents WHERE user_id = ? AND client_id = ? AND client_instance = ?", user, client.id,
            client.instance)
    }

    /// Withdraws the consents for dynamic clients that the user used least recently, if there are too many.
    private func makeRoom(beside consent: ConsentRecord) throws(StorageError) {
        let others = """
            JOIN clients ON clients.id = consents.client_id AND clients.origin IN \(ClientRecord.Origin.dynamic)
            WHERE consents.user_id = ?1 AND consents.client_id <> ?2
                AND EXISTS (SELECT 1 FROM clients WHERE id = ?2 AND origin IN \(ClientRecord.Origin.dynamic))
            """
        let count: Int64? = try value(
            "SELECT count(*) FROM consents \(others)", consent.userID, consent.client.id)
        let excess = (count ?? 0) - Int64(ConsentRecord.mostOfDynamicClients - 1)
        guard excess > 0 else { return }
        let leaving: [ConsentRecord] = try all(
            """
            \(others)
            ORDER BY \(dialect.greatest)(consents.granted_at, coalesce((
                SELECT max(\(dialect.greatest)(delegations.redeemed_at, coalesce(delegations.refresh_rotated_at, 0)))
                FROM delegations \(dialect.indexed(by: CountedDelegations.redeemed.index))
                WHERE delegations.user_id = ?1 AND delegations.client_id = consents.client_id
                    AND \(CountedDelegations.redeemed.condition)), 0)), consents.client_id
            LIMIT ?3
            """,
            consent.userID, consent.client.id, excess)
        for other in leaving { _ = try withdraw(from: other.client.id, of: consent.userID, at: consent.grantedAt) }
    }

    /// - Returns: false if there was neither consent nor a delegation that was not yet revoked.
    fileprivate func withdraw(from client: ClientID, of user: UserID, at now: Timestamp) throws(StorageError) -> Bool {
        let forgotten = try run("DELETE FROM consents WHERE user_id = ? AND client_id = ?", user, client)
        let revoked = try run(
            "UPDATE delegations SET revoked_at = ? WHERE user_id = ? AND client_id = ? AND revoked_at IS NULL", now,
            user, client)
        // They were let in by what is withdrawn, and are to find the door shut.
        try perform(
            """
            UPDATE device_authorizations
            SET user_id = NULL, session_id = NULL, authenticated_at = NULL, acr = NULL, methods = NULL
            WHERE user_id = ? AND client_id = ? AND delegation_id IS NULL
            """,
            user, client)
        return forgotten + revoked > 0
    }
}
