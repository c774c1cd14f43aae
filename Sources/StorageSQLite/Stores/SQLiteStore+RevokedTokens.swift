import OAuthProtocol
import Storage

extension SQLiteStore {
    package func findRevocation(ofTokenID jti: String) throws(StorageError) -> Bool {
        try read { try $0.exists("SELECT 1 FROM revoked_tokens WHERE jti = ?", jti) }
    }

    package func commitRevocation(ofTokenID jti: String, until expiresAt: Timestamp) async throws(StorageError) {
        try await run(
            """
            INSERT INTO revoked_tokens (jti, expires_at) VALUES (?, ?)
            ON CONFLICT (jti) DO UPDATE SET expires_at = max(expires_at, excluded.expires_at)
            """,
            jti, expiresAt)
    }
}
