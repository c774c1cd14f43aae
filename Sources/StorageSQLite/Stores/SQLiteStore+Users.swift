import OAuthProtocol
import Storage

extension SQLiteStore {
    package func findUser(_ id: UserID) throws(StorageError) -> UserRecord? {
        try read { connection throws(StorageError) in
            try connection.first(
                "SELECT \(UserRecord.columns) FROM users WHERE id = ?", id, read: UserRecord.init(row:))
        }
    }

    package func findUser(login: String) throws(StorageError) -> UserRecord? {
        let key = UserRecord.loginKey(login)
        return try read { connection throws(StorageError) in
            let named = try connection.first(
                "SELECT \(UserRecord.columns) FROM users WHERE username_key = ?", key, read: UserRecord.init(row:))
            if let named { return named }
            return try connection.first(
                "SELECT \(UserRecord.columns) FROM users WHERE email_key = ?", key, read: UserRecord.init(row:))
        }
    }

    package func findUsers() throws(StorageError) -> [UserRecord] {
        try read { connection throws(StorageError) in
            try connection.all(
                "SELECT \(UserRecord.columns) FROM users ORDER BY created_at, id", read: UserRecord.init(row:))
        }
    }

    package func commitNewUser(_ user: UserRecord) async throws(StorageError) -> UserOutcome {
        let username = UserRecord.loginKey(user.username)
        let email = user.email.map(UserRecord.loginKey)
        return try await write { connection throws(StorageError) in
            if try connection.exists("SELECT 1 FROM users WHERE username_key = ?", username) { return .usernameTaken }
            if try connection.exists("SELECT 1 FROM users WHERE email_key = ?", email) { return .emailTaken }
            try connection.insert(user)
            return .done
        }
    }

    package func commitProfile(
        _ changed: UserRecord, replacing known: UserRecord
    ) async throws(StorageError) -> UserOutcome {
        let (id, username) = (known.id, UserRecord.loginKey(changed.username))
        let email = changed.email.map(UserRecord.loginKey)
        return try await write { connection throws(StorageError) in
            guard try connection.exists("SELECT 1 FROM users WHERE id = ?", id) else { return .unknown }
            if try connection.exists("SELECT 1 FROM users WHERE username_key = ? AND id <> ?", username, id) {
                return .usernameTaken
            }
            if try connection.exists("SELECT 1 FROM users WHERE email_key = ? AND id <> ?", email, id) {
                return .emailTaken
            }
            let replaced = try connection.run(
                """
                UPDATE users SET username = ?, username_key = ?, email = ?, email_key = ?, email_verified = ?, name = ?,
                    claims = ?, updated_at = ?
                WHERE id = ? AND username = ? AND email IS ? AND email_verified = ? AND name IS ? AND claims IS ?
                """,
                changed.username, username, changed.email, email, changed.emailVerified, changed.name,
                changed.keptClaims, changed.updatedAt, id, known.username, known.email, known.emailVerified,
                known.name, known.keptClaims)
            return replaced == 1 ? .done : .changedMeanwhile
        }
    }

    package func commitPassword(
        _ hash: String, of user: UserID, at now: Timestamp
    ) async throws(StorageError) -> UserOutcome {
        try await write { connection throws(StorageError) in
            let changed = try connection.run(
                "UPDATE users SET password_hash = ?, updated_at = ? WHERE id = ?", hash, now, user)
            guard changed == 1 else { return .unknown }
            try connection.endEverything(of: user, at: now)
            return .done
        }
    }

    package func commitRehash(
        _ hash: String, replacing old: String, of user: UserID
    ) async throws(StorageError) {
        try await write { connection throws(StorageError) in
            _ = try connection.run(
                "UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?", hash, user, old)
        }
    }

    package func commitDisabled(
        _ disabled: Bool, of user: UserID, at now: Timestamp
    ) async throws(StorageError) -> UserOutcome {
        try await write { connection throws(StorageError) in
            guard try connection.run("UPDATE users SET disabled = ? WHERE id = ?", disabled, user) == 1 else {
                return .unknown
            }
            if disabled { try connection.endEverything(of: user, at: now) }
            return .done
        }
    }

    package func commitRemovalOfUser(_ id: UserID, at now: Timestamp) async throws(StorageError) -> UserOutcome {
        try await write { connection throws(StorageError) in
            guard try connection.run("DELETE FROM users WHERE id = ?", id) == 1 else { return .unknown }
            try connection.noteLogout(of: id, from: nil, at: now)
            try connection.run("DELETE FROM sessions WHERE user_id = ?", id)
            try connection.run("DELETE FROM consents WHERE user_id = ?", id)
            try connection.run("DELETE FROM delegations WHERE user_id = ?", id)
            try connection.run("DELETE FROM federated_subjects WHERE user_id = ?", id)
            return .done
        }
    }
}

extension UserRecord {
    /// The claims as their column holds them: nothing where there are none.
    fileprivate var keptClaims: JSONObject? { claims.members.isEmpty ? nil : claims }
}

extension Connection {
    /// Ends every session of the user and revokes every delegation.
    fileprivate func endEverything(of user: UserID, at now: Timestamp) throws(StorageError) {
        try noteLogout(of: user, from: nil, at: now)
        try run("DELETE FROM sessions WHERE user_id = ?", user)
        try run("UPDATE delegations SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL", now, user)
    }

    /// Keeps an account whose user name and e-mail address are known to be free.
    func insert(_ user: UserRecord) throws(StorageError) {
        try run(
            """
            INSERT INTO users (id, username, username_key, email, email_key, email_verified, name, claims,
                password_hash, disabled, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            user.id, user.username, UserRecord.loginKey(user.username), user.email,
            user.email.map(UserRecord.loginKey), user.emailVerified, user.name, user.keptClaims, user.passwordHash,
            user.disabled, user.createdAt, user.updatedAt)
    }

    /// Whether another account has this user name or this e-mail address, letter case aside.
    func hasAccount(named username: String, orWithEmail email: String?) throws(StorageError) -> Bool {
        if try exists("SELECT 1 FROM users WHERE username_key = ?", UserRecord.loginKey(username)) { return true }
        return try exists("SELECT 1 FROM users WHERE email_key = ?", email.map(UserRecord.loginKey))
    }

    /// Whether there is such a user, and enabled.
    func hasActiveUser(_ id: UserID) throws(StorageError) -> Bool {
        try exists("SELECT 1 FROM users WHERE id = ? AND disabled = 0", id)
    }
}
