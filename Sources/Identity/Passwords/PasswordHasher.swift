import Foundation
import OAuthProtocol

/// Hashes and judges passwords with Argon2id on its own threads. As many callers of each kind as `waiting` may wait for one
/// of them; the next is told to come back, so that sign-ins can neither fill the memory nor slow the tokens (threat 17),
/// and no kind of caller takes the places of another (threat 26).
package final class PasswordHasher: Sendable {
    /// Octets of one computation: 19 MiB, with two passes the first choice of OWASP's password storage cheat sheet.
    package static let defaultMemory = 19 * 1024 * 1024

    private let argon2id: Argon2id
    private let threads: Int
    private let waiting: Int
    let pool: HashingPool

    /// - Parameters:
    ///   - memory: octets of one computation, 8 KiB or more; each thread has its own.
    ///   - passes: over that memory, 1 or more.
    ///   - threads: how many computations run at once, 1 to 1024.
    ///   - waiting: how many callers of each kind may wait for a thread, 0 or more.
    /// - Throws: `PasswordCostError` naming the parameter that is out of bounds.
    package init(
        memory: Int = PasswordHasher.defaultMemory, passes: Int = 2,
        threads: Int = ProcessInfo.processInfo.activeProcessorCount, waiting: Int = 64
    ) throws(PasswordCostError) {
        guard (1...1024).contains(threads) else {
            throw PasswordCostError(description: "password threads is \(threads), and must be 1 to 1024")
        }
        guard (0...1_000_000).contains(waiting) else {
            throw PasswordCostError(description: "password waiting is \(waiting), and must be 0 to 1000000")
        }
        argon2id = try Argon2id(memory: memory, passes: passes)
        self.threads = threads
        self.waiting = waiting
        pool = HashingPool(threads: threads, waiting: waiting)
    }

    deinit {
        pool.close()
    }

    /// The encoded hash of `password`, with a salt of its own.
    ///
    /// - Throws: `.failed` for a password longer than `PasswordRule` allows, before any work.
    package func hash(_ password: Secret, for cause: HashingCause = .command) async throws(PasswordError) -> String {
        guard let octets = PasswordRule.hashed(password) else { throw .failed }
        let encoded = try await compute(for: cause) { [argon2id] in argon2id.hash(octets) }
        guard let encoded else { throw .failed }
        return encoded
    }

    /// Whether `password` is the one that was hashed. One that is too long never is, and costs nothing.
    ///
    /// - `encoded`: one of ours, or ``OtherHash``.
    /// - Throws: `.failed` if `encoded` is no hash.
    package func verify(
        _ password: Secret, against encoded: String, for cause: HashingCause = .command
    ) async throws(PasswordError) -> Bool {
        guard let octets = PasswordRule.hashed(password) else { return false }
        let verdict = try await compute(for: cause) { [argon2id] in
            // Another program was given the password as it was typed.
            let verdict = argon2id.verify(octets, against: encoded)
            let typed = Array(password.exposed.utf8)
            let mayBeOthers = verdict == .failed || verdict == .wrong && typed != octets
            guard mayBeOthers, argon2id.needsRehash(encoded), let other = OtherHash(encoded) else { return verdict }
            return typed.isEmpty ? .wrong : other.verify(typed)
        }
        switch verdict {
        case .right: return true
        case .wrong: return false
        case .failed: throw .failed
        }
    }

    /// Does what `verify` does, for an account that is not there: the same wait, the same refusal, the same time
    /// (threat 16).
    ///
    /// - Throws: What `verify` throws.
    package func verifyAgainstNothing(_ password: Secret, for cause: HashingCause) async throws(PasswordError) {
        _ = try await verify(password, against: argon2id.decoy, for: cause)
    }

    /// Whether `encoded` was made with other costs than these and should be made anew when the password is at hand.
    package func needsRehash(_ encoded: String) -> Bool {
        argon2id.needsRehash(encoded)
    }

    /// Computations that wait or run.
    package var depth: Int { pool.depth }

    /// The costs in words: `argon2id m=19MiB t=2 p=1`.
    package var parameters: String {
        let kibibytes = argon2id.memory / 1024
        let memory = kibibytes % 1024 == 0 ? "\(kibibytes / 1024)MiB" : "\(kibibytes)KiB"
        return "argon2id m=\(memory) t=\(argon2id.passes) p=1"
    }

    private func compute<Value: Sendable>(
        for cause: HashingCause, _ job: @escaping @Sendable () -> Value
    ) async throws(PasswordError) -> Value {
        guard let value = await pool.run(for: cause, job) else { throw .busy(retryAfter: patience) }
        return value
    }

    /// Seconds in which a full queue should have emptied, 1 to 60, at a millisecond for each mebibyte and pass.
    private var patience: Int64 {
        let one = Double(argon2id.memory) / 1_048_576 * Double(argon2id.passes) / 1000
        let all = one * Double(waiting + threads) / Double(threads)
        return Int64(min(max(all.rounded(.up), 1), 60))
    }
}

/// Why a password could not be hashed or judged. It says nothing about the password.
package enum PasswordError: Error, Equatable, Sendable {
    /// As many wait as may; try again in `retryAfter` seconds.
    case busy(retryAfter: Int64)
    /// No memory for the computation, a stored hash that is none, or a password longer than `PasswordRule` allows.
    case failed
}

/// Why a `PasswordHasher` cannot be made: which setting is out of bounds and what the bounds are.
package struct PasswordCostError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String
}
