import OAuthProtocol
import Storage

extension SQLiteStore {
    /// Keys of algorithms that a later version knows and this one does not are left alone: neither seen nor replaced.
    private static let known: String = {
        let names = SignatureAlgorithm.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return "algorithm IN (\(names))"
    }()

    package func findSigningKeys() throws(StorageError) -> [SigningKeyRecord] {
        try read { connection throws(StorageError) in
            try connection.all(
                """
                SELECT id, algorithm, state, sealed, created_at, activated_at, retires_at FROM signing_keys
                WHERE \(Self.known) ORDER BY created_at, rowid
                """,
                read: { row throws(StorageError) in
                    SigningKeyRecord(
                        id: try row.value(), algorithm: try row.value(), state: try row.value(),
                        sealed: try row.value(), createdAt: try row.value(), activatedAt: try row.optional(),
                        retiresAt: try row.optional())
                })
        }
    }

    package func commitSigningKeys(
        _ keys: [SigningKeyRecord], replacing expected: [SigningKeyRecord]
    ) async throws(StorageError) -> Bool {
        try await write { connection throws(StorageError) in
            let kept = try connection.all(
                "SELECT id, state FROM signing_keys WHERE \(Self.known)",
                read: { row throws(StorageError) in
                    (id: try row.value() as String, state: try row.value() as SigningKeyRecord.State)
                })
            let unchanged = kept.allSatisfy { key in expected.contains { $0.id == key.id && $0.state == key.state } }
            guard unchanged, kept.count == expected.count else { return false }
            try connection.run("DELETE FROM signing_keys WHERE \(Self.known)")
            for key in keys {
                try connection.run(
                    """
                    INSERT INTO signing_keys (id, algorithm, state, sealed, created_at, activated_at, retires_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                    key.id, key.algorithm, key.state, key.sealed, key.createdAt, key.activatedAt, key.retiresAt)
            }
            return true
        }
    }
}
