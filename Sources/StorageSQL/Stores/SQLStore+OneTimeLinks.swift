import OAuthProtocol
import Storage

extension SQLStore {
    package func findUser(
        ofLink digest: TokenDigest, for purpose: OneTimeLinkRecord.Purpose, at now: Timestamp
    ) async throws(StorageError) -> UserRecord? {
        try await read {
            try $0.first(
                """
                WHERE disabled = 0 AND id = (
                    SELECT user_id FROM one_time_links WHERE digest = ? AND purpose = ? AND expires_at > ?)
                """,
                digest, purpose, now)
        }
    }

    package func commitLink(_ link: OneTimeLinkRecord) async throws(StorageError) -> Bool {
        try await write { connection in
            guard try connection.isActive(link.userID) else { return false }
            try connection.perform(
                "DELETE FROM one_time_links WHERE user_id = ? AND purpose = ?", link.userID, link.purpose)
            try connection.put(link)
            return true
        }
    }

    package func commitReset(
        byLink digest: TokenDigest, to passwordHash: String, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await write { connection in
            let user: UserID? = try connection.value(
                """
                DELETE FROM one_time_links
                WHERE digest = ? AND purpose = ? AND expires_at > ?
                    AND EXISTS (SELECT 1 FROM users WHERE users.id = one_time_links.user_id AND users.disabled = 0)
                RETURNING user_id
                """,
                digest, OneTimeLinkRecord.Purpose.reset, now)
            guard let user else { return false }
            try connection.perform(
                "UPDATE users SET password_hash = ?, updated_at = ? WHERE id = ?", passwordHash, now, user)
            try connection.endEverything(of: user, at: now)
            for table in ["one_time_codes", "recovery_codes", "passkeys"] {
                try connection.perform("DELETE FROM \(table) WHERE user_id = ?", user)
            }
            return true
        }
    }
}
