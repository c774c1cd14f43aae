import OAuthProtocol
import Storage

extension MemoryStore {
    /// What a notice is known by.
    struct LogoutNoticeKey: Hashable {
        let session: SessionID
        let client: ClientRegistration

        init(_ notice: LogoutNoticeRecord) {
            session = notice.sessionID
            client = notice.client
        }
    }

    package func findPendingLogoutNotices() throws(StorageError) -> Int {
        try access(.findPendingLogoutNotices) { $0.logoutNotices.count }
    }

    package func findDueLogoutNotices(
        ofDynamicClients dynamic: Bool?, sparing busy: Set<ClientID>, limit: Int, at now: Timestamp
    ) throws(StorageError) -> [LogoutNoticeRecord] {
        try access(.findDueLogoutNotices) { rows in
            let others = Set(rows.clients.filter(\.origin.isDynamic).map(\.registration))
            let due = rows.logoutNotices.values.filter { notice in
                let isOfDynamicClient = others.contains(notice.client)
                let isDue = notice.dueAt <= now || notice.dueAt > DeliverySchedule.latestDue(at: now)
                return isDue && !busy.contains(notice.client.id)
                    && isOfDynamicClient == dynamic ?? isOfDynamicClient
            }
            return Array(due.sorted { $0.dueAt < $1.dueAt }.prefix(limit))
        }
    }

    package func commitClaim(of notice: LogoutNoticeRecord, until lease: Timestamp) throws(StorageError)
        -> LogoutNoticeRecord?
    {
        try access(.commitClaimOfLogoutNotice) { rows in
            guard rows.logoutNotices[LogoutNoticeKey(notice)] == notice else { return nil }
            rows.logoutNotices[LogoutNoticeKey(notice)] = notice.claimed(until: lease)
            return notice.claimed(until: lease)
        }
    }

    package func commitRemoval(of notice: LogoutNoticeRecord) throws(StorageError) {
        try access(.commitRemovalOfLogoutNotice) { rows in
            guard rows.logoutNotices[LogoutNoticeKey(notice)]?.attempts == notice.attempts else { return }
            rows.logoutNotices[LogoutNoticeKey(notice)] = nil
        }
    }

    package func commitPostponement(of notice: LogoutNoticeRecord, until dueAt: Timestamp) throws(StorageError) {
        try access(.commitPostponementOfLogoutNotice) { rows in
            guard rows.logoutNotices[LogoutNoticeKey(notice)]?.attempts == notice.attempts else { return }
            rows.logoutNotices[LogoutNoticeKey(notice)] = notice.due(at: dueAt)
            for (key, other) in rows.logoutNotices
            where key.client == notice.client && other.dueAt < dueAt {
                rows.logoutNotices[key] = other.due(at: dueAt)
            }
        }
    }
}

extension MemoryStore.Rows {
    /// Notes for every client that wants to know that the user's sessions end, or for one session that it does.
    mutating func noteLogout(of user: UserID, from session: SessionID?, at now: Timestamp) {
        for delegation in delegations.values where delegation.userID == user {
            guard let ended = delegation.sessionID, session == nil || session == ended,
                delegation.redeemedAt != nil, delegation.revokedAt == nil,
                let client = clients.first(where: { $0.registration == delegation.client }),
                client.metadata.backchannelLogoutURI != nil
            else { continue }
            let notice = LogoutNoticeRecord(of: ended, of: user, to: client.registration, at: now)
            let key = MemoryStore.LogoutNoticeKey(notice)
            if logoutNotices[key] == nil { logoutNotices[key] = notice }
        }
        let dynamicClients = Set(clients.filter(\.origin.isDynamic).map(\.registration))
        let waiting = logoutNotices.filter { dynamicClients.contains($0.key.client) }
            .sorted { $0.value.createdAt > $1.value.createdAt }
        for leaving in waiting.filter({ $0.value.userID == user }).dropFirst(LogoutNoticeRecord.most.ofUser) {
            logoutNotices[leaving.key] = nil
        }
        for leaving in waiting.dropFirst(LogoutNoticeRecord.most.overAll) { logoutNotices[leaving.key] = nil }
    }
}
