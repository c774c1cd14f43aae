import OAuthProtocol
import Storage

extension FaultyStore {
    package func findSigningKeys() async throws(StorageError) -> [SigningKeyRecord] {
        try pass(.findSigningKeys)
        return try await base.findSigningKeys()
    }

    package func commitSigningKeys(
        _ keys: [SigningKeyRecord], replacing expected: [SigningKeyRecord]
    ) async throws(StorageError) -> Bool {
        try pass(.commitSigningKeys)
        return try await base.commitSigningKeys(keys, replacing: expected)
    }

    package func commitAttempt(
        _ attempts: [Attempt], at now: Timestamp
    ) async throws(StorageError) -> AttemptOutcome {
        try pass(.commitAttempt)
        return try await base.commitAttempt(attempts, at: now)
    }

    package func commitSuccess(of keys: [TokenDigest]) async throws(StorageError) {
        try pass(.commitSuccess)
        try await base.commitSuccess(of: keys)
    }

    package func commitReturn(of keys: [TokenDigest]) async throws(StorageError) {
        try pass(.commitReturn)
        try await base.commitReturn(of: keys)
    }
}
