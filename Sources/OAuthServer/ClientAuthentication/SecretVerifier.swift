import OAuthProtocol
import Storage
import Synchronization

/// Verifies secrets that people chose, slowly on purpose. `Identity.PasswordHasher` is one.
package protocol SlowSecretVerifying: Sendable {
    /// - Throws: `temporarily_unavailable` or `too_many_requests` with `retryAfter` when too many already wait.
    func verify(_ secret: Secret, againstHash hash: String) async throws(OAuthError) -> Bool
}

/// Compares a presented client secret with the stored ones.
package final class SecretVerifier: Sendable {
    /// Slow hashes that were met, with the digest of the secret that met them: a client that comes often pays Argon2id
    /// once per start of the server, a guesser pays it each time.
    private let met = Mutex<[String: TokenDigest]>([:])
    private static let capacity = 10_000
    private let slow: any SlowSecretVerifying

    package init(slow: any SlowSecretVerifying) {
        self.slow = slow
    }

    /// Whether one of `presented` is one of `stored` that has not expired.
    package func matches(
        _ presented: [Secret], _ stored: [StoredSecret], at now: Timestamp
    ) async throws(OAuthError) -> Bool {
        for secret in presented {
            let digest = secret.digest
            for candidate in stored where candidate.expiresAt.map({ now < $0 }) ?? true {
                switch candidate.form {
                case .digest(let expected): if digest == expected { return true }
                case .argon2id(let hash): if try await slowlyMatches(secret, digest, hash) { return true }
                }
            }
        }
        return false
    }

    private func slowlyMatches(_ secret: Secret, _ digest: TokenDigest, _ hash: String) async throws(OAuthError) -> Bool {
        if met.withLock({ $0[hash] }) == digest { return true }
        guard try await slow.verify(secret, againstHash: hash) else { return false }
        met.withLock { met in
            if met.count >= Self.capacity { met.removeAll() }
            met[hash] = digest
        }
        return true
    }
}
