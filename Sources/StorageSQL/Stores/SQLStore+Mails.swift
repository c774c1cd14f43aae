import OAuthProtocol
import Storage

extension SQLStore {
    package func findPendingMails(of kinds: [MailRecord.Kind]) async throws(StorageError) -> Int {
        let count: Int64? = try await read { connection throws(StorageError) in
            try connection.value("SELECT count(*) FROM mails WHERE kind IN \(list(of: kinds))")
        }
        return Int(clamping: count ?? 0)
    }

    package func findDueMails(
        of kinds: [MailRecord.Kind], sparing busy: Set<String>, limit: Int, at now: Timestamp
    ) async throws(StorageError) -> [MailRecord] {
        // One argument, however many hosts there are. Hosts have no line breaks.
        let spared = "\n" + busy.map { $0 + "\n" }.joined()
        return try await read {
            try $0.all(
                """
                WHERE (due_at <= ?1 OR due_at > ?2) AND kind IN \(list(of: kinds))
                    AND \(dialect.position)(?3, '\n' || host || '\n') = 0
                ORDER BY due_at, id LIMIT ?4
                """,
                now, DeliverySchedule.latestDue(at: now), spared, Int64(max(limit, 0)))
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

/// Kinds as a list in SQL.
private func list(of kinds: [MailRecord.Kind]) -> String {
    "(" + kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ") + ")"
}

/// Whether a message is there as it was claimed.
private let isOurs = "id = ?1 AND attempts = ?2"

extension Connection {
    /// Puts a message there that what is written causes; of one person's the oldest leave beyond what may wait, those of new devices
    /// first, since whoever knows the password can cause as many as they like.
    func send(_ mail: MailRecord?) throws(StorageError) {
        guard let mail else { return }
        // The same cause once more, as when a form is sent twice, makes no second message.
        if try exists("SELECT 1 FROM mails WHERE id = ?", mail.id) { return }
        try put(mail)
        guard let user = mail.userID else { return }
        try perform(
            """
            DELETE FROM mails WHERE id IN (
                SELECT id FROM mails WHERE user_id = ?1
                ORDER BY CASE kind WHEN 'newDevice' THEN 1 ELSE 0 END, created_at DESC, id LIMIT \(dialect.noLimit) OFFSET ?2)
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
