import OAuthProtocol
import Storage

extension SQLStore {
    package func findUser(_ id: UserID) async throws(StorageError) -> UserRecord? {
        try await read { try $0.first("WHERE id = ?", id) }
    }

    package func findUser(login: String) async throws(StorageError) -> UserRecord? {
        let key = UserRecord.loginKey(login)
        if let named: UserRecord = try await read { try $0.first("WHERE username_key = ?", key) } { return named }
        return try await read { try $0.first("WHERE email_key = ?", key) }
    }

    package func findUsers() async throws(StorageError) -> [UserRecord] {
        try await read { try $0.all("ORDER BY created_at, id") }
    }

    package func commitNewUser(_ user: UserRecord) async throws(StorageError) -> UserOutcome {
        try await write { connection in
            if let obstacle = try connection.obstacle(to: user) { return obstacle }
            try connection.put(user)
            return .done
        }
    }

    package func commitProfile(
        _ changed: UserRecord, replacing known: UserRecord
    ) async throws(StorageError) -> UserOutcome {
        try await write { connection in
            guard try connection.exists("SELECT 1 FROM users WHERE id = ?", known.id) else { return .unknown }
            if let obstacle = try connection.obstacle(to: changed, besides: known.id) { return obstacle }
            let replaced = try connection.run(
                """
                UPDATE users SET username = ?, username_key = ?, email = ?, email_key = ?, email_verified = ?, name = ?,
                    claims = ?, updated_at = ?
                WHERE id = ? AND username = ? AND email IS NOT DISTINCT FROM ? AND email_verified = ? AND name IS NOT DISTINCT FROM ?
                    AND claims IS NOT DISTINCT FROM ?
                """,
                changed.username, UserRecord.loginKey(changed.username), changed.email,
                changed.email.map(UserRecord.loginKey), changed.emailVerified, changed.name, changed.claims,
                changed.updatedAt, known.id, known.username, known.email, known.emailVerified, known.name, known.claims)
            return replaced == 1 ? .done : .changedMeanwhile
        }
    }

    package func commitPassword(
        _ hash: String, of user: UserID, telling mail: MailRecord?, at now: Timestamp
    ) async throws(StorageError) -> UserOutcome {
        try await write { connection in
            let changed = try connection.run(
                "UPDATE users SET password_hash = ?, updated_at = ? WHERE id = ?", hash, now, user)
            guard changed == 1 else { return .unknown }
            try connection.endEverything(of: user, at: now)
            try connection.send(mail)
            return .done
        }
    }

    package func commitRehash(
        _ hash: String, replacing old: String, of user: UserID
    ) async throws(StorageError) -> Bool {
        try await writeApart {
            try $0.run("UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?", hash, user, old)
        } == 1
    }

    package func commitDisabled(
        _ disabled: Bool, of user: UserID, at now: Timestamp
    ) async throws(StorageError) -> UserOutcome {
        try await write { connection in
            guard try connection.run("UPDATE users SET disabled = ? WHERE id = ?", disabled, user) == 1 else {
                return .unknown
            }
            if disabled { try connection.endEverything(of: user, at: now) }
            return .done
        }
    }

    package func commitRemovalOfUser(
        _ id: UserID, telling mail: MailRecord?, at now: Timestamp
    ) async throws(StorageError) -> UserOutcome {
        try await write { connection in
            guard try connection.run("DELETE FROM users WHERE id = ?", id) == 1 else { return .unknown }
            try connection.noteLogout(of: id, from: nil, at: now)
            for table in [
                "sessions", "consents", "delegations", "federated_subjects", "one_time_codes", "recovery_codes",
                "remembered_browsers", "passkeys", "one_time_links",
            ] {
                try connection.perform("DELETE FROM \(table) WHERE user_id = ?", id)
            }
            // What was done to the account its owner is told all the same.
            for kind in MailRecord.Kind.allCases where kind.endsWithAccount {
                try connection.perform("DELETE FROM mails WHERE user_id = ? AND kind = ?", id, kind)
            }
            try connection.send(mail)
            return .done
        }
    }
}

extension Connection {
    /// Ends every session of the user and revokes every delegation; browsers are remembered no more, and links are good no longer.
    func endEverything(of user: UserID, at now: Timestamp) throws(StorageError) {
        try noteLogout(of: user, from: nil, at: now)
        for table in ["sessions", "remembered_browsers", "one_time_links"] {
            try perform("DELETE FROM \(table) WHERE user_id = ?", user)
        }
        try perform("UPDATE delegations SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL", now, user)
    }

    /// That another account than `known` has the user name or the e-mail address of `user`, letter case aside; `nil` if
    /// none has.
    func obstacle(to user: UserRecord, besides known: UserID? = nil) throws(StorageError) -> UserOutcome? {
        let taken = { (key: String) in "SELECT 1 FROM users WHERE \(key) = ? AND id IS DISTINCT FROM ?" }
        if try exists(taken("username_key"), UserRecord.loginKey(user.username), known) { return .usernameTaken }
        return try exists(taken("email_key"), user.email.map(UserRecord.loginKey), known) ? .emailTaken : nil
    }
}
