import OAuthProtocol
import Storage

private let passkeyWithUser = Columns<(passkey: PasskeyRecord, user: UserRecord)>(
    from: "passkeys JOIN users ON users.id = passkeys.user_id", { (passkey: $0, user: $1) },
    group(PasskeyRecord.columns, \.passkey), group(UserRecord.columns, \.user))

extension SQLStore {
    package func findPasskey(
        _ id: [UInt8]
    ) async throws(StorageError) -> (passkey: PasskeyRecord, user: UserRecord)? {
        try await read {
            try $0.first(passkeyWithUser, "WHERE passkeys.id = ? AND users.disabled = 0", Blob(id))
        }
    }

    package func findPasskeys(of user: UserID) async throws(StorageError) -> [PasskeyRecord] {
        try await read { try $0.all("WHERE user_id = ? ORDER BY created_at, id", user) }
    }

    package func commitNewPasskey(
        _ passkey: PasskeyRecord, spending challenge: SpentAssertion, telling mail: MailRecord?
    ) async throws(StorageError) -> NewPasskeyOutcome {
        try await write { connection in
            // Of one person one at a time, so that no two find the same room.
            let person = "SELECT 1 FROM users WHERE id = ? AND disabled = 0 \(connection.dialect.rowLock ?? "")"
            guard try connection.exists(person, passkey.userID) else { return .refused }
            if try connection.isSpent(challenge) { return .replayed }
            if try connection.exists("SELECT 1 FROM passkeys WHERE id = ?", Blob(passkey.id)) { return .replayed }
            let count: Int64? = try connection.value("SELECT count(*) FROM passkeys WHERE user_id = ?", passkey.userID)
            guard count ?? 0 < Int64(PasskeyRecord.most) else { return .full }
            try connection.put(challenge)
            try connection.put(passkey)
            try connection.send(mail)
            return .done
        }
    }

    package func commitUse(
        of passkey: PasskeyRecord, signCount: Int64, spending challenge: SpentAssertion, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await write { connection in
            if try connection.isSpent(challenge) { return false }
            let used = try connection.run(
                """
                UPDATE passkeys SET sign_count = ?2, last_used_at = ?3
                WHERE id = ?1 AND (sign_count < ?2 OR (sign_count = 0 AND ?2 = 0))
                    AND EXISTS (SELECT 1 FROM users WHERE users.id = passkeys.user_id AND users.disabled = 0)
                """,
                Blob(passkey.id), signCount, now)
            guard used == 1 else { return false }
            try connection.put(challenge)
            return true
        }
    }

    package func commitName(_ name: String, ofPasskey id: [UInt8], of user: UserID) async throws(StorageError) -> Bool {
        try await writeApart {
            try $0.run("UPDATE passkeys SET name = ? WHERE id = ? AND user_id = ?", name, Blob(id), user)
        } == 1
    }

    package func commitRemoval(
        ofPasskey id: [UInt8], of user: UserID, telling mail: MailRecord?
    ) async throws(StorageError) -> Bool {
        try await write { connection in
            // Of one person one at a time, so that two do not take away the last two.
            let person = "SELECT 1 FROM users WHERE id = ? \(connection.dialect.rowLock ?? "")"
            guard try connection.exists(person, user) else { return false }
            let removed = try connection.run(
                """
                DELETE FROM passkeys WHERE id = ?1 AND user_id = ?2
                    AND (EXISTS (SELECT 1 FROM users WHERE id = ?2 AND password_hash IS NOT NULL)
                        OR EXISTS (SELECT 1 FROM passkeys AS others WHERE others.user_id = ?2 AND others.id <> ?1))
                """,
                Blob(id), user)
            guard removed == 1 else { return false }
            try connection.removeIdleRecoveryCodes(of: user)
            try connection.send(mail)
            return true
        }
    }
}
