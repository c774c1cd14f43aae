import OAuthProtocol
import Storage

extension FaultyStore {
    package func findPendingLogoutNotices() async throws(StorageError) -> Int {
        try pass(.findPendingLogoutNotices)
        return try await base.findPendingLogoutNotices()
    }

    package func findDueLogoutNotices(
        ofStrangers strangers: Bool?, sparing busy: Set<ClientID>, limit: Int, at now: Timestamp
    ) async throws(StorageError) -> [LogoutNoticeRecord] {
        try pass(.findDueLogoutNotices)
        return try await base.findDueLogoutNotices(
            ofStrangers: strangers, sparing: busy, limit: limit, at: now)
    }

    package func commitClaim(
        of notice: LogoutNoticeRecord, until lease: Timestamp
    ) async throws(StorageError) -> LogoutNoticeRecord? {
        try pass(.commitClaimOfLogoutNotice)
        return try await base.commitClaim(of: notice, until: lease)
    }

    package func commitRemoval(of notice: LogoutNoticeRecord) async throws(StorageError) {
        try pass(.commitRemovalOfLogoutNotice)
        try await base.commitRemoval(of: notice)
    }

    package func commitPostponement(
        of notice: LogoutNoticeRecord, until dueAt: Timestamp
    ) async throws(StorageError) {
        try pass(.commitPostponementOfLogoutNotice)
        try await base.commitPostponement(of: notice, until: dueAt)
    }
}
