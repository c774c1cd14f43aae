import OAuthProtocol
import Storage

extension SQLiteStore {
    package func findSession(
        _ digest: TokenDigest
    ) throws(StorageError) -> (session: SessionRecord, user: UserRecord)? {
        try read { connection throws(StorageError) in
            try connection.first(
                """
                SELECT \(SessionRecord.columns), \(UserRecord.columns)
                FROM sessions JOIN users ON users.id = sessions.user_id
                WHERE sessions.digest = ? AND users.disabled = 0
                """,
                digest,
                read: { row throws(StorageError) in
                    (session: try SessionRecord(row: &row), user: try UserRecord(row: &row))
                })
        }
    }

    package func commitSession(
        _ session: SessionRecord, replacing: TokenDigest?, limit: Int?, settling: AttemptSettlement, at now: Timestamp
    ) async throws(StorageError) -> SessionID? {
        try await write { connection throws(StorageError) in
            guard try connection.hasActiveUser(session.userID) else { return nil }
            try connection.settle(settling)
            let begun = try connection.first(
                "SELECT id FROM sessions WHERE digest = ? AND user_id = ? AND expires_at > ?", session.digest,
                session.userID, now, read: { row throws(StorageError) in try row.value() as SessionID })
            let id = begun ?? session.id
            if let replacing {
                try connection.endSessions(
                    "sessions.digest = ? AND sessions.id <> ?", replacing, id, keepingOfflineAccess: true, at: now)
            }
            try connection.endSessions(
                "sessions.digest = ? AND sessions.id <> ?", session.digest, id, keepingOfflineAccess: true, at: now)
            try connection.run(
                """
                INSERT INTO sessions (id, digest, user_id, authenticated_at, created_at, last_used_at, expires_at,
                    user_agent, address)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET
                    digest = excluded.digest, user_id = excluded.user_id, authenticated_at = excluded.authenticated_at,
                    created_at = excluded.created_at, last_used_at = excluded.last_used_at,
                    expires_at = excluded.expires_at, user_agent = excluded.user_agent, address = excluded.address
                """,
                id, session.digest, session.userID, session.authenticatedAt, session.createdAt, session.lastUsedAt,
                session.expiresAt, session.userAgent, session.address)
            if let limit {
                // The new session is not counted among those that may have to go.
                try connection.endSessions(
                    """
                    sessions.id IN (
                        SELECT id FROM sessions WHERE user_id = ?1 AND id <> ?2
                        ORDER BY \(Self.lastUse(upTo: "?4")) DESC, id DESC LIMIT -1 OFFSET ?3)
                    """,
                    session.userID, id, Int64(max(limit - 1, 0)), now + Timestamp.slack, keepingOfflineAccess: true,
                    at: now)
            }
            return id
        }
    }

    package func commitUse(of session: SessionID, at now: Timestamp) async throws(StorageError) {
        try await write { connection throws(StorageError) in
            _ = try connection.run(
                "UPDATE sessions SET last_used_at = ?1 WHERE id = ?2 AND (last_used_at < ?1 OR last_used_at > ?3)", now,
                session, now + Timestamp.slack)
        }
    }

    package func commitEnd(
        of session: SessionID, of user: UserID, keepingOfflineAccess: Bool, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await write { connection throws(StorageError) in
            try connection.endSessions(
                "sessions.id = ? AND sessions.user_id = ?", session, user, keepingOfflineAccess: keepingOfflineAccess,
                at: now) == 1
        }
    }

    package func findSessions(
        of user: UserID, most: Int, at now: Timestamp
    ) throws(StorageError) -> [SessionRecord] {
        try read { connection throws(StorageError) in
            try connection.all(
                """
                SELECT \(SessionRecord.columns) FROM sessions WHERE user_id = ?1
                ORDER BY \(Self.lastUse(upTo: "?3")) DESC, id DESC LIMIT ?2
                """,
                user, Int64(most), now + Timestamp.slack, read: SessionRecord.init(row:))
        }
    }

    /// `SessionRecord.lastUse(at:)`.
    ///
    /// - `latest`: the parameter that is the latest moment which counts.
    private static func lastUse(upTo latest: String) -> String {
        """
        CASE WHEN last_used_at <= \(latest) THEN last_used_at WHEN authenticated_at <= \(latest) THEN authenticated_at
            ELSE -1 END
        """
    }
}

extension Connection {
    /// Ends the sessions for which `condition` holds, revokes the delegations that were authorized in them, and notes
    /// which clients must be told.
    ///
    /// - `keepingOfflineAccess`: whether delegations of the scope `offline_access` stay alive.
    /// - Returns: how many sessions ended.
    @discardableResult
    fileprivate func endSessions<each Value: Bindable>(
        _ condition: String, _ values: repeat each Value, keepingOfflineAccess: Bool, at now: Timestamp
    ) throws(StorageError) -> Int {
        let ending = try all(
            "SELECT sessions.id, sessions.user_id FROM sessions WHERE \(condition)", repeat each values,
            read: { row throws(StorageError) in (id: try row.value() as SessionID, user: try row.value() as UserID) })
        for session in ending {
            try noteLogout(of: session.user, from: session.id, at: now)
            // By the user, whose delegations have an index. A code that waits to be redeemed is no access yet.
            try run(
                """
                UPDATE delegations SET revoked_at = ?
                WHERE user_id = ? AND session_id = ? AND revoked_at IS NULL
                    AND NOT (? AND redeemed_at IS NOT NULL AND instr(' ' || scope || ' ', ' offline_access ') > 0)
                """,
                now, session.user, session.id, keepingOfflineAccess)
            try run("DELETE FROM sessions WHERE id = ?", session.id)
        }
        return ending.count
    }
}
