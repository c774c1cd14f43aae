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
    ) async throws(StorageError) -> Bool {
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

    package func findSessions(of user: UserID) async throws(StorageError) -> [SessionRecord] {
        try pass(.findSessions)
        return try await base.findSessions(of: user)
    }

    package func findInteraction(_ digest: TokenDigest) async throws(StorageError) -> InteractionRecord? {
        try pass(.findInteraction)
        return try await base.findInteraction(digest)
    }

    package func commitInteraction(_ interaction: InteractionRecord) async throws(StorageError) {
        try pass(.commitInteraction)
        try await base.commitInteraction(interaction)
    }

    package func commitInteraction(_ digest: TokenDigest, request: [UInt8]) async throws(StorageError) -> Bool {
        try pass(.replaceInteraction)
        return try await base.commitInteraction(digest, request: request)
    }

    package func commitEndOfInteraction(_ digest: TokenDigest) async throws(StorageError) -> Bool {
        try pass(.commitEndOfInteraction)
        return try await base.commitEndOfInteraction(digest)
    }
}
