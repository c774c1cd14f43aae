import OAuthProtocol
import Storage
import Synchronization

/// Verifies secrets that people chose, slowly on purpose. `Identity.PasswordHasher` is one.
package protocol SlowSecretVerifying: Sendable {
    /// - Throws: `temporarily_unavailable` or `too_many_requests` with `retryAfter` when too many already wait.
    func verify(_ secret: Secret, againstHash hash: String) async throws(OAuthError) -> Bool
}

/// Compares a presented client secret with the stored ones.
///
/// A slow hash that was met is remembered with the digest of the secret that met it, so a client that comes often pays
/// Argon2id once per start of the server, while a guesser pays it each time. Equal checks that run at once are one.
package final class SecretVerifier: Sendable {
    private struct Check: Hashable {
        let hash: String
        let digest: TokenDigest
    }

    private struct State {
        var met: [String: TokenDigest] = [:]
        var running: [Check: Task<Result<Bool, OAuthError>, Never>] = [:]
    }

    private static let capacity = 10_000
    private let slow: any SlowSecretVerifying
    private let state = Mutex(State())

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
                case .argon2id(let hash):
                    if state.withLock({ $0.met[hash] }) == digest { return true }
                    if try await slowlyMatches(secret, Check(hash: hash, digest: digest)) { return true }
                }
            }
        }
        return false
    }

    private func slowlyMatches(_ secret: Secret, _ check: Check) async throws(OAuthError) -> Bool {
        let task = state.withLock { state in
            if let running = state.running[check] { return running }
            // Unstructured, so that it serves all who wait and none of them cancels it by leaving.
            let task = Task { await run(secret, check) }
            state.running[check] = task
            return task
        }
        return try await task.value.get()
    }

    private func run(_ secret: Secret, _ check: Check) async -> Result<Bool, OAuthError> {
        let result: Result<Bool, OAuthError>
        do throws(OAuthError) {
            result = .success(try await slow.verify(secret, againstHash: check.hash))
        } catch {
            result = .failure(error)
        }
        state.withLock { state in
            state.running[check] = nil
            guard case .success(true) = result else { return }
            if state.met.count >= Self.capacity { state.met.removeAll() }
            state.met[check.hash] = check.digest
        }
        return result
    }
}
