import OAuthProtocol
import Storage

private let sessionWithUser = Columns<(session: SessionRecord, user: UserRecord)>(
    from: "sessions JOIN users ON users.id = sessions.user_id", { (session: $0, user: $1) },
    group(SessionRecord.columns, \.session), group(UserRecord.columns, \.user))

extension SQLStore {
    package func findSession(
        _ digest: TokenDigest
    ) async throws(StorageError) -> (session: SessionRecord, user: UserRecord)? {
        try await read { try $0.first(sessionWithUser, "WHERE sessions.digest = ? AND users.disabled = 0", digest) }
    }

    package func commitSession(
        _ session: SessionRecord, judgedBy passwordHash: String?, replacing: TokenDigest?, limit: Int?,
        settling: AttemptSettlement, telling mail: MailRecord?, at now: Timestamp
    ) async throws(StorageError) -> SessionID? {
        try await write { connection in
            let standing = "SELECT 1 FROM users WHERE id = ?1 AND disabled = 0 AND (?2 IS NULL OR password_hash = ?2)"
            guard try connection.exists(standing, session.userID, passwordHash) else { return nil }
            try connection.settle(settling)
            let begun: SessionRecord? = try connection.first(
                "WHERE digest = ? AND user_id = ? AND expires_at > ?", session.digest, session.userID, now)
            let session = session.identified(as: begun?.id ?? session.id)
            for digest in [replacing, session.digest].compactMap(\.self) {
                try connection.endSessions(
                    "WHERE digest = ? AND id <> ?", digest, session.id, keepingOfflineAccess: true, at: now)
            }
            try connection.put(session, replacing: "id")
            if let limit {
                // The new session is not counted among those that may have to go.
                try connection.endSessions(
                    """
                    WHERE user_id = ?1 AND id <> ?2
                    ORDER BY \(Self.lastUse(upTo: "?4")) DESC, id DESC LIMIT \(connection.dialect.noLimit) OFFSET ?3
                    """,
                    session.userID, session.id, Int64(max(limit - 1, 0)), now + Timestamp.slack,
                    keepingOfflineAccess: true, at: now)
            }
            try connection.send(mail)
            return session.id
        }
    }

    package func commitUse(of session: SessionID, at now: Timestamp) async throws(StorageError) {
        _ = try await writeApart {
            try $0.run(
                "UPDATE sessions SET last_used_at = ?1 WHERE id = ?2 AND (last_used_at < ?1 OR last_used_at > ?3)", now,
                session, now + Timestamp.slack)
        }
    }

    package func commitEnd(
        of session: SessionID, of user: UserID, keepingOfflineAccess: Bool, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await write { connection in
            try connection.endSessions(
                "WHERE id = ? AND user_id = ?", session, user, keepingOfflineAccess: keepingOfflineAccess, at: now) == 1
        }
    }

    package func findSessions(
        of user: UserID, most: Int, at now: Timestamp
    ) async throws(StorageError) -> [SessionRecord] {
        try await read {
            try $0.all(
                "WHERE user_id = ?1 ORDER BY \(Self.lastUse(upTo: "?3")) DESC, id DESC LIMIT ?2", user, Int64(most),
                now + Timestamp.slack)
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
    /// Ends the sessions that are found, revokes the delegations that were authorized in them, and notes which clients
    /// must be told.
    ///
    /// - `rest`: what follows the table in the query for them.
    /// - `keepingOfflineAccess`: whether delegations of the scope `offline_access` stay alive.
    /// - Returns: how many sessions ended.
    @discardableResult
    fileprivate func endSessions<each Value: Bindable>(
        _ rest: String, _ values: repeat each Value, keepingOfflineAccess: Bool, at now: Timestamp
    ) throws(StorageError) -> Int {
        let ending: [SessionRecord] = try all(rest, repeat each values)
        for session in ending {
            try noteLogout(of: session.userID, from: session.id, at: now)
            // By the user, whose delegations have an index. A code that waits to be redeemed is no access yet.
            try perform(
                """
                UPDATE delegations SET revoked_at = ?
                WHERE user_id = ? AND session_id = ? AND revoked_at IS NULL
                    AND NOT (? = 1 AND redeemed_at IS NOT NULL
                        AND \(dialect.position)(' ' || scope || ' ', ' offline_access ') > 0)
                """,
                now, session.userID, session.id, keepingOfflineAccess)
            try perform("DELETE FROM sessions WHERE id = ?", session.id)
        }
        return ending.count
    }
}
