import OAuthProtocol
import Storage

extension SQLiteStore {
    package func findInteraction(_ digest: TokenDigest) throws(StorageError) -> InteractionRecord? {
        try read { connection throws(StorageError) in
            try connection.first(
                "SELECT browser, request, expires_at FROM interactions WHERE digest = ?", digest,
                read: { row throws(StorageError) in
                    InteractionRecord(
                        digest: digest, browser: try row.value(), request: try row.value(), expiresAt: try row.value())
                })
        }
    }

    package func commitInteraction(_ interaction: InteractionRecord) async throws(StorageError) {
        try await write { connection throws(StorageError) in
            _ = try connection.run(
                "INSERT OR REPLACE INTO interactions (digest, browser, request, expires_at) VALUES (?, ?, ?, ?)",
                interaction.digest, interaction.browser, interaction.request, interaction.expiresAt)
        }
    }

    package func commitInteraction(_ digest: TokenDigest, request: [UInt8]) async throws(StorageError) -> Bool {
        try await write { connection throws(StorageError) in
            try connection.run("UPDATE interactions SET request = ? WHERE digest = ?", request, digest) == 1
        }
    }

    package func commitEndOfInteraction(_ digest: TokenDigest) async throws(StorageError) -> Bool {
        try await write { connection throws(StorageError) in
            try connection.run("DELETE FROM interactions WHERE digest = ?", digest) == 1
        }
    }
}
