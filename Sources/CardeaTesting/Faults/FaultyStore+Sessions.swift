import OAuthProtocol
import Storage

extension FaultyStore {
    package func findSession(
        _ digest: TokenDigest
    ) async throws(StorageError) -> (session: SessionRecord, user: UserRecord)? {
        try pass(.findSession)
        return try await base.findSession(digest)
    }

    package func commitSession(
        _ session: SessionRecord, replacing: TokenDigest?, limit: Int?, at now: Timestamp
    ) async throws(StorageError) -> SessionID? {
        try pass(.commitSession)
        return try await base.commitSession(session, replacing: replacing, limit: limit, at: now)
    }

    package func commitUse(of session: SessionID, at now: Timestamp) async throws(StorageError) {
        try pass(.commitUseOfSession)
        try await base.commitUse(of: session, at: now)
    }

    package func commitEnd(
        of session: SessionID, of user: UserID, keepingOfflineAccess: Bool, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try pass(.commitEnd)
        return try await base.commitEnd(
            of: session, of: user, keepingOfflineAccess: keepingOfflineAccess, at: now)
    }

    package func findSessions(
        of user: UserID, most: Int, at now: Timestamp
    ) async throws(StorageError) -> [SessionRecord] {
        try pass(.findSessions)
        return try await base.findSessions(of: user, most: most, at: now)
    }
}
