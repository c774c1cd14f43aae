import OAuthProtocol
import Storage

extension MemoryStore {
    package func findRevocation(ofTokenID jti: String) throws(StorageError) -> Bool {
        try access(.findRevocation) { $0.revokedTokens[jti] != nil }
    }

    package func commitRevocation(ofTokenID jti: String, until expiresAt: Timestamp) throws(StorageError) {
        try access(.commitTokenRevocation) { rows in
            let known = rows.revokedTokens[jti]
            let end = max(expiresAt, known?.expiresAt ?? expiresAt)
            rows.revokedTokens[jti] = RevokedToken(expiresAt: end, origin: known?.origin)
        }
    }

    package func commitRevocation(
        ofTokenID jti: String, of delegation: DelegationID, until expiresAt: Timestamp, at now: Timestamp,
        within bounds: RevocationBounds
    ) throws(StorageError) {
        try access(.commitTokenRevocation) { rows in
            guard let standing = rows.delegations[delegation], standing.revokedAt == nil, rows.revokedTokens[jti] == nil
            else { return }
            let own = rows.revokedTokens.values.compactMap(\.origin).filter { $0.user == standing.userID }
            let counts = Dictionary(grouping: own) { $0.delegation }.mapValues(\.count)
            var dying: DelegationID?
            if counts[delegation] ?? 0 >= bounds.perDelegation {
                dying = delegation
            } else if own.count >= bounds.overAll {
                dying = counts.max { $0.value < $1.value }?.key
            }
            if let dying {
                rows.revoke(at: now) { $0.id == dying }
                rows.revokedTokens = rows.revokedTokens.filter { $0.value.origin?.delegation != dying }
            }
            guard dying != delegation else { return }
            rows.revokedTokens[jti] = RevokedToken(expiresAt: expiresAt, origin: (standing.userID, delegation))
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
