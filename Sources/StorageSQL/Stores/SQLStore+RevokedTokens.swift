import OAuthProtocol
import Storage

extension SQLStore {
    package func findRevocation(ofTokenID jti: String) async throws(StorageError) -> Bool {
        try await read { try $0.exists("SELECT 1 FROM revoked_tokens WHERE jti = ?", jti) }
    }

    package func commitRevocation(ofTokenID jti: String, until expiresAt: Timestamp) async throws(StorageError) {
        _ = try await writeApart {
            try $0.run(
                """
                INSERT INTO revoked_tokens (jti, expires_at) VALUES (?, ?)
                ON CONFLICT (jti) DO UPDATE SET expires_at = excluded.expires_at
                    WHERE excluded.expires_at > revoked_tokens.expires_at
                """,
                jti, expiresAt)
        }
    }

    package func commitRevocation(
        ofTokenID jti: String, of delegation: DelegationID, until expiresAt: Timestamp, at now: Timestamp,
        within bounds: RevocationBounds
    ) async throws(StorageError) {
        try await write { connection in
            let user: UserID? = try connection.value(
                "SELECT user_id FROM delegations WHERE id = ? AND revoked_at IS NULL", delegation)
            guard let user, try !connection.exists("SELECT 1 FROM revoked_tokens WHERE jti = ?", jti) else { return }
            let own: Int64? = try connection.value(
                "SELECT count(*) FROM revoked_tokens WHERE user_id = ? AND delegation_id = ?", user, delegation)
            guard own ?? 0 < bounds.perDelegation else {
                return try connection.revokeWhole(delegation, of: user, at: now)
            }
            let all: Int64? = try connection.value("SELECT count(*) FROM revoked_tokens WHERE user_id = ?", user)
            if all ?? 0 >= bounds.overAll {
                let largest: DelegationID? = try connection.value(
                    """
                    SELECT delegation_id FROM revoked_tokens WHERE user_id = ?
                    GROUP BY delegation_id ORDER BY count(*) DESC, delegation_id LIMIT 1
                    """,
                    user)
                if let largest { try connection.revokeWhole(largest, of: user, at: now) }
                if largest == delegation { return }
            }
            try connection.perform(
                "INSERT INTO revoked_tokens (jti, expires_at, user_id, delegation_id) VALUES (?, ?, ?, ?)", jti,
                expiresAt, user, delegation)
        }
    }
}

extension Connection {
    /// Revokes a delegation, which is all that has to be remembered of its tokens then.
    fileprivate func revokeWhole(_ delegation: DelegationID, of user: UserID, at now: Timestamp) throws(StorageError) {
        try perform("UPDATE delegations SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", now, delegation)
        try perform("DELETE FROM revoked_tokens WHERE user_id = ? AND delegation_id = ?", user, delegation)
    }
}
