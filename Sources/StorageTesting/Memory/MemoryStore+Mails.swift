import OAuthProtocol
import Storage

extension MemoryStore {
    package func findPendingMails(of kinds: [MailRecord.Kind]) throws(StorageError) -> Int {
        try access(.findPendingMails) { rows in rows.mails.count { kinds.contains($0.kind) } }
    }

    package func findDueMails(
        of kinds: [MailRecord.Kind], sparing busy: Set<String>, limit: Int, at now: Timestamp
    ) throws(StorageError) -> [MailRecord] {
        try access(.findDueMails) { rows in
            let due = rows.mails.filter { mail in
                let isDue = mail.dueAt <= now || mail.dueAt > DeliverySchedule.latestDue(at: now)
                return isDue && kinds.contains(mail.kind) && !busy.contains(mail.host)
            }
            let sorted = due.sorted { left, right in
                guard left.dueAt == right.dueAt else { return left.dueAt < right.dueAt }
                return left.id.octets.lexicographicallyPrecedes(right.id.octets)
            }
            return Array(sorted.prefix(limit))
        }
    }

    package func commitRequested(_ mail: MailRecord) throws(StorageError) -> Bool {
        try access(.commitRequestedMail) { rows in
            guard rows.mails.count(where: { $0.kind == mail.kind }) < MailRecord.most.requested else { return false }
            rows.mails.append(mail)
            return true
        }
    }

    package func commitClaim(of mail: MailRecord, until lease: Timestamp) throws(StorageError) -> MailRecord? {
        try access(.commitClaimOfMail) { rows in
            guard let index = rows.mails.firstIndex(of: mail) else { return nil }
            rows.mails[index] = mail.claimed(until: lease)
            return rows.mails[index]
        }
    }

    package func commitRemoval(of mail: MailRecord) throws(StorageError) {
        try access(.commitRemovalOfMail) { rows in _ = rows.remove(mail) }
    }

    package func commitPostponement(of mail: MailRecord, until dueAt: Timestamp) throws(StorageError) {
        try access(.commitPostponementOfMail) { rows in
            guard let index = rows.index(of: mail) else { return }
            rows.mails[index] = mail.due(at: dueAt)
        }
    }
}

extension MemoryStore.Rows {
    fileprivate func index(of mail: MailRecord) -> Int? {
        mails.firstIndex { $0.id == mail.id && $0.attempts == mail.attempts }
    }

    mutating func send(_ mail: MailRecord?) {
        guard let mail, !mails.contains(where: { $0.id == mail.id }) else { return }
        mails.append(mail)
        guard let user = mail.userID else { return }
        let latestFirst = mails.filter { $0.userID == user }.sorted { left, right in
            let (leaves, stays) = (left.kind == .newDevice, right.kind == .newDevice)
            guard leaves == stays else { return stays }
            guard left.createdAt == right.createdAt else { return left.createdAt > right.createdAt }
            return left.id.octets.lexicographicallyPrecedes(right.id.octets)
        }
        let leaving = latestFirst.dropFirst(MailRecord.most.ofUser)
        mails.removeAll { leaving.contains($0) }
    }

    /// - Returns: false if somebody else claimed it since.
    mutating func remove(_ mail: MailRecord) -> Bool {
        guard let index = index(of: mail) else { return false }
        mails.remove(at: index)
        return true
    }

    mutating func removeExpiredMails(at now: Timestamp, limit: Int) -> Int {
        let expired = mails.filter { $0.expiresAt <= now }.prefix(limit)
        mails.removeAll { expired.contains($0) }
        return expired.count
    }
}
