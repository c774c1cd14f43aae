import OAuthProtocol
import Storage

extension MemoryStore {
    package func findRevocation(ofTokenID jti: String) throws(StorageError) -> Bool {
        try access(.findRevocation) { $0.revokedTokens[jti] != nil }
    }

    package func commitRevocation(ofTokenID jti: String, until expiresAt: Timestamp) throws(StorageError) {
        try access(.commitTokenRevocation) { rows in
            rows.revokedTokens[jti] = max(expiresAt, rows.revokedTokens[jti] ?? expiresAt)
        }
    }

    package func findSigningKeys() throws(StorageError) -> [SigningKeyRecord] {
        try access(.findSigningKeys) { rows in rows.signingKeys.sorted { $0.createdAt < $1.createdAt } }
    }

    package func commitSigningKeys(_ keys: [SigningKeyRecord], replacing expected: [SigningKeyRecord])
        throws(StorageError) -> Bool
    {
        try access(.commitSigningKeys) { rows in
            func states(_ keys: [SigningKeyRecord]) -> Set<[String]> { Set(keys.map { [$0.id, $0.state.rawValue] }) }
            guard states(rows.signingKeys) == states(expected) else { return false }
            rows.signingKeys = keys
            return true
        }
    }
}
