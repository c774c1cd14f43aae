import OAuthProtocol
import Storage
import Synchronization

/// Verifies secrets that people chose, slowly on purpose. `Identity.PasswordHasher` is one.
package protocol SlowSecretVerifying: Sendable {
    /// - `address`: of whoever shows the secret, whose mistakes count.
    /// - Throws: `too_many_requests` with `retryAfter` after too many wrong ones of this client from there, or when too
    ///   many already wait; `server_error` if the hash cannot be read, and the store's trouble.
    func verify(
        _ secret: Secret, againstHash hash: String, of client: ClientID, from address: String, at now: Timestamp
    ) async throws(OAuthError) -> Bool
}

/// Compares a presented client secret with the stored ones.
///
/// A slow hash that was met is remembered with the digest of the secret that met it, so a client that comes often pays
/// Argon2id once per start of the server, while a guesser pays it each time. Equal checks that run at once are one.
package final class SecretVerifier: Sendable {
    private struct Check: Hashable {
        let hash: String
        let digest: TokenDigest
        /// Where it comes from, since that is where it counts.
        let address: String
    }

    private let slow: any SlowSecretVerifying
    private let checks = SingleFlight<Check, Bool>()
    /// By hash, the digest of the secret that met it.
    private let met = Mutex(BoundedCache<String, TokenDigest>(capacity: 10_000))

    package init(slow: any SlowSecretVerifying) {
        self.slow = slow
    }

    /// Whether one of `presented` is one of the client's that has not expired.
    ///
    /// - `address`: of whoever shows them.
    /// - Throws: as ``SlowSecretVerifying``, for secrets that people chose.
    package func matches(
        _ presented: [Secret], of client: ClientRecord, from address: String, at now: Timestamp
    ) async throws(OAuthError) -> Bool {
        let live = client.secrets.filter { $0.expiresAt.map { now < $0 } ?? true }
        let shown = presented.map { (secret: $0, digest: $0.digest) }
        // All that costs nothing comes first: of two secrets that overlap, or two readings of one, the right one must
        // not wait behind the wrong one, nor be counted with it.
        for (_, digest) in shown where live.contains(where: { isKnown(digest, $0) }) { return true }
        for (secret, digest) in shown {
            for case .argon2id(let hash) in live.map(\.form) {
                let check = Check(hash: hash, digest: digest, address: address)
                if try await slowlyMatches(secret, check, client.id, now) { return true }
            }
        }
        return false
    }

    private func isKnown(_ digest: TokenDigest, _ stored: StoredSecret) -> Bool {
        switch stored.form {
        case .digest(let expected): digest == expected
        case .argon2id(let hash): met.withLock { $0[hash] } == digest
        }
    }

    private func slowlyMatches(
        _ secret: Secret, _ check: Check, _ client: ClientID, _ now: Timestamp
    ) async throws(OAuthError) -> Bool {
        try await checks.value(for: check) { [self] () throws(OAuthError) in
            let isRight = try await slow.verify(
                secret, againstHash: check.hash, of: client, from: check.address, at: now)
            if isRight { met.withLock { $0[check.hash] = check.digest } }
            return isRight
        }
    }
}
