import OAuthProtocol
import Storage

extension SQLStore {
    package func findOneTimeCodes(of user: UserID) async throws(StorageError) -> OneTimeCodeRecord? {
        try await read { try $0.first("WHERE user_id = ?", user) }
    }

    package func commitOneTimeCodes(
        _ codes: OneTimeCodeRecord, recovery: [RecoveryCodeRecord], telling mail: MailRecord?
    ) async throws(StorageError) -> Bool {
        try await write { connection in
            guard try connection.isActive(codes.userID) else { return false }
            try connection.put(codes, replacing: "user_id")
            try connection.replaceRecoveryCodes(of: codes.userID, by: recovery)
            try connection.perform("DELETE FROM remembered_browsers WHERE user_id = ?", codes.userID)
            try connection.send(mail)
            return true
        }
    }

    package func commitUse(ofStep step: Int64, of codes: OneTimeCodeRecord) async throws(StorageError) -> Bool {
        try await writeApart {
            try $0.run(
                "UPDATE one_time_codes SET last_step = ?1 WHERE user_id = ?2 AND last_step < ?1 AND sealed = ?3", step,
                codes.userID, Blob(codes.sealed))
        } == 1
    }

    package func commitRemovalOfOneTimeCodes(
        of user: UserID, telling mail: MailRecord?
    ) async throws(StorageError) -> Bool {
        try await write { connection in
            guard try connection.run("DELETE FROM one_time_codes WHERE user_id = ?", user) == 1 else { return false }
            try connection.perform("DELETE FROM remembered_browsers WHERE user_id = ?", user)
            try connection.removeIdleRecoveryCodes(of: user)
            try connection.send(mail)
            return true
        }
    }

    package func countRecoveryCodes(of user: UserID) async throws(StorageError) -> Int {
        let count: Int64? = try await read { connection throws(StorageError) in
            try connection.value("SELECT count(*) FROM recovery_codes WHERE user_id = ?", user)
        }
        return Int(count ?? 0)
    }

    package func commitRecoveryCodes(
        _ codes: [RecoveryCodeRecord], of user: UserID, telling mail: MailRecord?
    ) async throws(StorageError) -> Bool {
        try await write { connection in
            let hasFactor = """
                SELECT 1 FROM users WHERE id = ?1 AND disabled = 0
                    AND (EXISTS (SELECT 1 FROM one_time_codes WHERE user_id = ?1)
                        OR EXISTS (SELECT 1 FROM passkeys WHERE user_id = ?1))
                """
            guard try connection.exists(hasFactor, user) else { return false }
            try connection.replaceRecoveryCodes(of: user, by: codes)
            try connection.send(mail)
            return true
        }
    }

    package func commitUse(of code: RecoveryCodeRecord) async throws(StorageError) -> Bool {
        try await writeApart {
            try $0.run("DELETE FROM recovery_codes WHERE digest = ? AND user_id = ?", code.digest, code.userID)
        } == 1
    }

    package func findRememberedBrowser(
        _ digest: TokenDigest, of user: UserID, at now: Timestamp
    ) async throws(StorageError) -> RememberedBrowserRecord? {
        try await read { try $0.first("WHERE digest = ? AND user_id = ? AND expires_at > ?", digest, user, now) }
    }

    package func findRememberedBrowsers(
        of user: UserID, at now: Timestamp
    ) async throws(StorageError) -> [RememberedBrowserRecord] {
        try await read {
            try $0.all("WHERE user_id = ? AND expires_at > ? ORDER BY created_at DESC, digest", user, now)
        }
    }

    package func commitRememberedBrowser(_ browser: RememberedBrowserRecord) async throws(StorageError) -> Bool {
        try await write { connection in
            guard try connection.isActive(browser.userID) else { return false }
            try connection.put(browser, replacing: "digest")
            try connection.perform(
                """
                DELETE FROM remembered_browsers WHERE digest IN (
                    SELECT digest FROM remembered_browsers WHERE user_id = ?1 AND digest <> ?2
                    ORDER BY created_at DESC, digest LIMIT \(connection.dialect.noLimit) OFFSET ?3)
                """,
                browser.userID, browser.digest, Int64(RememberedBrowserRecord.most - 1))
            return true
        }
    }

    package func commitEnd(
        ofRememberedBrowser digest: TokenDigest, of user: UserID
    ) async throws(StorageError) -> Bool {
        try await writeApart {
            try $0.run("DELETE FROM remembered_browsers WHERE digest = ? AND user_id = ?", digest, user)
        } == 1
    }
}

extension Connection {
    /// Whether there is such a user, who may sign in.
    func isActive(_ user: UserID) throws(StorageError) -> Bool {
        try exists("SELECT 1 FROM users WHERE id = ? AND disabled = 0", user)
    }

    /// Removes recovery codes that there is no second factor for any more.
    func removeIdleRecoveryCodes(of user: UserID) throws(StorageError) {
        try perform(
            """
            DELETE FROM recovery_codes WHERE user_id = ?1
                AND NOT EXISTS (SELECT 1 FROM one_time_codes WHERE user_id = ?1)
                AND NOT EXISTS (SELECT 1 FROM passkeys WHERE user_id = ?1)
            """,
            user)
    }

    fileprivate func replaceRecoveryCodes(
        of user: UserID, by codes: [RecoveryCodeRecord]
    ) throws(StorageError) {
        try perform("DELETE FROM recovery_codes WHERE user_id = ?", user)
        for code in codes { try put(code) }
    }
}
