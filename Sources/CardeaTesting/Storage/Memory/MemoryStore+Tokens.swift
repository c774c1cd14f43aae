import OAuthProtocol
import Storage
import Synchronization

extension MemoryStore {
    package func findRevocation(ofTokenID jti: String) -> Bool {
        rows.withLock { $0.revokedTokens[jti] != nil }
    }

    package func commitRevocation(ofTokenID jti: String, until expiresAt: Timestamp) {
        rows.withLock { rows in rows.revokedTokens[jti] = max(expiresAt, rows.revokedTokens[jti] ?? expiresAt) }
    }

    package func findSigningKeys() -> [SigningKeyRecord] {
        rows.withLock { rows in rows.signingKeys.sorted { $0.createdAt < $1.createdAt } }
    }

    package func commitSigningKeys(_ keys: [SigningKeyRecord], replacing expected: [SigningKeyRecord]) -> Bool {
        rows.withLock { rows in
            func states(_ keys: [SigningKeyRecord]) -> Set<[String]> { Set(keys.map { [$0.id, $0.state.rawValue] }) }
            guard states(rows.signingKeys) == states(expected) else { return false }
            rows.signingKeys = keys
            return true
        }
    }
}
