import OAuthProtocol
import Storage

extension SQLStore {
    package func findPendingMails() async throws(StorageError) -> Int {
        let count: Int64? = try await read { connection throws(StorageError) in
            try connection.value("SELECT count(*) FROM mails")
        }
        return Int(clamping: count ?? 0)
    }

    package func findDueMails(limit: Int, at now: Timestamp) async throws(StorageError) -> [MailRecord] {
        try await read {
            try $0.all(
                "WHERE due_at <= ? OR due_at > ? ORDER BY due_at, id LIMIT ?", now, DeliverySchedule.latestDue(at: now),
                Int64(max(limit, 0)))
        }
    }

    package func commitRequested(_ mail: MailRecord) async throws(StorageError) -> Bool {
        try await write { connection in
            let waiting: Int64? = try connection.value("SELECT count(*) FROM mails WHERE kind = ?", mail.kind)
            guard waiting ?? 0 < Int64(MailRecord.most.requested) else { return false }
            try connection.put(mail)
            return true
        }
    }

    package func commitClaim(of mail: MailRecord, until lease: Timestamp) async throws(StorageError) -> MailRecord? {
        let claimed = try await writeApart {
            try $0.run(
                "UPDATE mails SET attempts = attempts + 1, due_at = ?3 WHERE \(isOurs) AND due_at = ?4", mail.id,
                mail.attempts, lease, mail.dueAt)
        }
        return claimed == 1 ? mail.claimed(until: lease) : nil
    }

    package func commitRemoval(of mail: MailRecord) async throws(StorageError) {
        _ = try await writeApart { try $0.run("DELETE FROM mails WHERE \(isOurs)", mail.id, mail.attempts) }
    }

    package func commitPostponement(of mail: MailRecord, until dueAt: Timestamp) async throws(StorageError) {
        _ = try await writeApart {
            try $0.run("UPDATE mails SET due_at = ?3 WHERE \(isOurs)", mail.id, mail.attempts, dueAt)
        }
    }
}

/// Whether a message is there as it was claimed.
private let isOurs = "id = ?1 AND attempts = ?2"

extension Connection {
    /// Puts a message there that what is written causes; of one person's the oldest leave beyond what may wait.
    func send(_ mail: MailRecord?) throws(StorageError) {
        guard let mail else { return }
        // The same cause once more, as when a form is sent twice, makes no second message.
        if try exists("SELECT 1 FROM mails WHERE id = ?", mail.id) { return }
        try put(mail)
        guard let user = mail.userID else { return }
        try perform(
            """
            DELETE FROM mails WHERE id IN (
                SELECT id FROM mails WHERE user_id = ?1 ORDER BY created_at DESC, id LIMIT \(dialect.noLimit) OFFSET ?2)
            """,
            user, Int64(MailRecord.most.ofUser))
    }

    /// Removes a claimed request that is answered now.
    ///
    /// - Returns: false if somebody else claimed it since.
    func remove(_ request: MailRecord) throws(StorageError) -> Bool {
        try run("DELETE FROM mails WHERE \(isOurs)", request.id, request.attempts) == 1
    }
}
