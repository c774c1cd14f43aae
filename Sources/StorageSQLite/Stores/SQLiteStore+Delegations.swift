import OAuthProtocol
import Storage

extension SQLiteStore {
    package func findDelegation(_ id: DelegationID) throws(StorageError) -> DelegationStanding? {
        try read { connection throws(StorageError) in
            try connection.first(
                """
                SELECT \(DelegationRecord.columns), \(UserRecord.columns), \(SessionRecord.columns)
                FROM delegations
                    LEFT JOIN users ON users.id = delegations.user_id
                    LEFT JOIN sessions ON sessions.id = delegations.session_id
                WHERE delegations.id = ?
                """,
                id,
                read: { row throws(StorageError) in
                    DelegationStanding(
                        delegation: try DelegationRecord(row: &row), user: try UserRecord.joined(row: &row),
                        session: try SessionRecord.joined(row: &row))
                })
        }
    }

    package func commitDelegation(
        _ delegation: DelegationRecord, spending assertion: SpentAssertion?
    ) async throws(StorageError) -> DelegationOutcome {
        try await write { connection throws(StorageError) in
            if let assertion,
                try connection.exists("SELECT 1 FROM spent_assertions WHERE digest = ?", assertion.digest)
            {
                return .replayed
            }
            guard try connection.insert(delegation) else { return .refused }
            if let assertion {
                try connection.run(
                    "INSERT INTO spent_assertions (digest, expires_at) VALUES (?, ?)", assertion.digest,
                    assertion.expiresAt)
            }
            return .committed
        }
    }

    package func commitRedemption(
        of id: DelegationID, refresh: RefreshState?, expiresAt: Timestamp, at now: Timestamp,
        within bounds: DelegationBounds
    ) async throws(StorageError) -> DelegationOutcome {
        try await write { connection throws(StorageError) in
            let redeemed = try connection.run(
                """
                UPDATE delegations
                SET redeemed_at = ?, refresh_generation = ?, refresh_rotated_at = ?, refresh_expires_at = ?,
                    expires_at = ?, nonce = NULL
                WHERE id = ? AND redeemed_at IS NULL AND revoked_at IS NULL AND code_digest IS NOT NULL
                """,
                now, refresh?.generation, refresh?.rotatedAt, refresh?.expiresAt, expiresAt, id)
            if redeemed == 1 {
                try connection.makeRoom(beside: id, within: bounds)
                return .committed
            }
            let replayed = try connection.run(
                """
                UPDATE delegations SET revoked_at = coalesce(revoked_at, ?)
                WHERE id = ? AND redeemed_at IS NOT NULL AND code_digest IS NOT NULL
                """,
                now, id)
            return replayed == 1 ? .replayed : .refused
        }
    }

    package func commitRotation(
        of id: DelegationID, from generation: Int64, to refresh: RefreshState, at now: Timestamp
    ) async throws(StorageError) -> RotationOutcome {
        try await write { connection throws(StorageError) in
            let rotated = try connection.run(
                """
                UPDATE delegations SET refresh_generation = ?, refresh_rotated_at = ?, refresh_expires_at = ?
                WHERE id = ? AND refresh_generation = ? AND revoked_at IS NULL
                """,
                refresh.generation, refresh.rotatedAt, refresh.expiresAt, id, generation)
            if rotated == 1 { return .committed }
            let standing = try connection.first(
                "SELECT \(RefreshState.columns) FROM delegations WHERE id = ? AND revoked_at IS NULL", id,
                read: RefreshState.optional(row:))
            guard let standing, let refresh = standing else { return .refused }
            return .superseded(by: refresh)
        }
    }

    package func commitRevocation(of id: DelegationID, at now: Timestamp) async throws(StorageError) {
        try await write { connection throws(StorageError) in
            _ = try connection.run(
                "UPDATE delegations SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", now, id)
        }
    }
}

extension Connection {
    /// Has those redeemed delegations leave that are beyond the bounds of the user and the client of one that was redeemed
    /// now. What is counted is an index, and no more of it than the bounds.
    func makeRoom(beside id: DelegationID, within bounds: DelegationBounds) throws(StorageError) {
        let others = """
            FROM delegations AS one JOIN delegations AS other INDEXED BY delegations_redeemed
                ON other.user_id = one.user_id AND other.client_id = one.client_id AND other.redeemed_at IS NOT NULL
            WHERE one.id = ?
            """
        let count: Int64? = try first(
            "SELECT count(*) \(others)", id, read: { row throws(StorageError) in try row.value() })
        var excess = (count ?? 0) - Int64(bounds.perClient)
        // Each in the order of the index, so that nothing is sorted.
        for condition in ["IS NOT NULL", "IS NULL"] where excess > 0 {
            excess -= Int64(
                try run(
                    """
                    DELETE FROM delegations WHERE rowid IN (
                        SELECT other.rowid \(others) AND other.rowid <> one.rowid AND other.revoked_at \(condition)
                        ORDER BY other.revoked_at, other.rowid LIMIT ?)
                    """,
                    id, excess))
        }
        try makeRoom(overAllBeside: id, keeping: bounds.overAll)
    }

    /// The same for all clients of the user.
    private func makeRoom(overAllBeside id: DelegationID, keeping most: Int) throws(StorageError) {
        let user = "user_id = (SELECT user_id FROM delegations WHERE id = ?1) AND redeemed_at IS NOT NULL"
        let count: Int64? = try first(
            "SELECT count(*) FROM delegations INDEXED BY delegations_redeemed WHERE \(user)", id,
            read: { row throws(StorageError) in try row.value() })
        var excess = (count ?? 0) - Int64(most)
        let isStrangers =
            "EXISTS (SELECT 1 FROM clients WHERE id = delegations.client_id AND origin IN \(ClientRecord.Origin.strangers))"
        for (condition, order) in [
            ("revoked_at IS NOT NULL", "revoked_at, rowid"), (isStrangers, "rowid"), ("1", "rowid"),
        ]
        where excess > 0 {
            excess -= Int64(
                try run(
                    """
                    DELETE FROM delegations WHERE rowid IN (
                        SELECT rowid FROM delegations INDEXED BY delegations_by_user
                        WHERE \(user) AND id <> ?1 AND \(condition) ORDER BY \(order) LIMIT ?2)
                    """,
                    id, excess))
        }
    }

    /// - Returns: false if the user is gone or disabled, or the client's registration is gone.
    func insert(_ delegation: DelegationRecord) throws(StorageError) -> Bool {
        try run(
            """
            INSERT INTO delegations (id, client_id, client_instance, user_id, session_id, scope, resources,
                authenticated_at, acr, claims, created_at, code_digest, redirect_uri, redirect_uri_was_sent, code_challenge, nonce,
                scope_is_as_asked, code_expires_at, redeemed_at, refresh_generation, refresh_rotated_at, refresh_expires_at, revoked_at,
                expires_at)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
                ?23, ?24
            WHERE EXISTS (SELECT 1 FROM users WHERE id = ?4 AND disabled = 0)
                AND EXISTS (SELECT 1 FROM clients WHERE id = ?2 AND instance = ?3)
            """,
            delegation.id, delegation.client.id, delegation.client.instance, delegation.userID, delegation.sessionID,
            delegation.scope, ResourceList(delegation.resources), delegation.authenticatedAt, delegation.acr,
            delegation.claims, delegation.createdAt,
            delegation.code?.digest, delegation.code?.redirectURI, delegation.code?.redirectURIWasSent,
            delegation.code?.challenge, delegation.code?.nonce, delegation.code?.scopeIsAsAsked,
            delegation.code?.expiresAt,
            delegation.redeemedAt, delegation.refresh?.generation, delegation.refresh?.rotatedAt,
            delegation.refresh?.expiresAt,
            delegation.revokedAt, delegation.expiresAt) == 1
    }
}
