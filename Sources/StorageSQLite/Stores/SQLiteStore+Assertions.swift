import OAuthProtocol
import Storage

extension SQLiteStore {
    package func commitSpending(of assertion: SpentAssertion) async throws(StorageError) -> Bool {
        try await write { connection throws(StorageError) in try connection.spend(assertion) }
    }
}

extension Connection {
    /// - Returns: false, changing nothing, if it was spent before.
    func spend(_ assertion: SpentAssertion) throws(StorageError) -> Bool {
        try run(
            "INSERT INTO spent_assertions (digest, expires_at) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
            assertion.digest, assertion.expiresAt) == 1
    }
}
