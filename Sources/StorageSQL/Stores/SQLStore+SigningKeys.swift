import OAuthProtocol
import Storage

extension SQLStore {
    /// Keys of algorithms that a later version knows and this one does not are left alone: neither seen nor replaced.
    private static var known: String {
        let names = SignatureAlgorithm.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return "algorithm IN (\(names))"
    }

    package func findSigningKeys() async throws(StorageError) -> [SigningKeyRecord] {
        try await read { try $0.all("WHERE \(Self.known) ORDER BY created_at, rowid") }
    }

    package func commitSigningKeys(
        _ keys: [SigningKeyRecord], replacing expected: [SigningKeyRecord]
    ) async throws(StorageError) -> Bool {
        try await write { connection in
            let kept: [SigningKeyRecord] = try connection.all("WHERE \(Self.known)")
            let unchanged = kept.allSatisfy { key in expected.contains { $0.id == key.id && $0.state == key.state } }
            guard unchanged, kept.count == expected.count else { return false }
            try connection.perform("DELETE FROM signing_keys WHERE \(Self.known)")
            for key in keys { try connection.put(key) }
            return true
        }
    }
}
