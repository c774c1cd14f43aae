import OAuthProtocol
import Storage

extension SQLiteStore {
    /// Keys of algorithms that a later version knows and this one does not are left alone: neither seen nor replaced.
    private static let known: String = {
        let names = SignatureAlgorithm.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return "algorithm IN (\(names))"
    }()

    package func findSigningKeys() throws(StorageError) -> [SigningKeyRecord] {
        try findAll("WHERE \(Self.known) ORDER BY created_at, rowid")
    }

    package func commitSigningKeys(
        _ keys: [SigningKeyRecord], replacing expected: [SigningKeyRecord]
    ) async throws(StorageError) -> Bool {
        try await write { connection in
            let kept: [SigningKeyRecord] = try connection.all("WHERE \(Self.known)")
            let unchanged = kept.allSatisfy { key in expected.contains { $0.id == key.id && $0.state == key.state } }
            guard unchanged, kept.count == expected.count else { return false }
            try connection.run("DELETE FROM signing_keys WHERE \(Self.known)")
            for key in keys { try connection.insert(key) }
            return true
        }
    }
}
