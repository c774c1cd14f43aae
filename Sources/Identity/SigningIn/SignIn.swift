import OAuthProtocol
import Storage

/// Signing in with user name and password, throttled, and silent about what was wrong.
///
/// Every attempt is counted before it is judged, so that racing gains nothing (threat 15), and every attempt that may
/// be judged costs one password computation, whether the account exists or not (threat 16).
package struct SignIn: Sendable {
    /// Octets of the longest login that an account can have; a longer one is not looked up.
    private static let longestLogin = 256

    private let users: any UserStore
    private let attempts: any AttemptStore
    private let hasher: PasswordHasher
    private let entropy: Entropy
    private let mac: @Sendable ([UInt8]) -> [UInt8]

    /// - `mac`: a keyed MAC of 32 octets, such as HMAC-SHA-256; its key is secret and lasts as long as the
    ///   database.
    package init(
        users: any UserStore, attempts: any AttemptStore, hasher: PasswordHasher, entropy: Entropy,
        mac: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        self.users = users
        self.attempts = attempts
        self.hasher = hasher
        self.entropy = entropy
        self.mac = mac
    }

    /// Judges one attempt.
    ///
    /// - `username`: user name or e-mail address, as typed; white space around it does not count.
    /// - `browser`: the device cookie that the browser sent; `nil` if it sent none.
    /// - `address`: where the attempt comes from, as text.
    /// - Throws: what the store throws, and `.unavailable` if the password could not be judged for want of memory or
    ///   because its stored hash is damaged.
    package func attempt(
        username: String, password: Secret, browser: DeviceCookie?, address: String, at now: Timestamp
    ) async throws(StorageError) -> SignInOutcome {
        let login = UserRecord.typed(username).inNormalForm
        let user = try await find(login)
        let (counters, cause) = terms(user: user, login: login, browser: browser, address: address)
        if case .blocked(let until) = try await attempts.commitAttempt(counters.all, at: now) {
            return .throttled(retryAfter: max(until.seconds(since: now), 1))
        }
        switch try await renewed(await judge(password, of: user, for: cause), password, for: cause) {
        case .right(let user):
            return .signedIn(
                SignedIn(
                    user: user, device: DeviceCookie.issue(for: user.id, from: entropy, mac: mac),
                    settlement: counters.onSuccess))
        case .wrong:
            return .wrong
        case .busy(let seconds):
            try await attempts.commitSettlement(counters.neverJudged)
            return .busy(retryAfter: seconds)
        case .failed:
            try await attempts.commitSettlement(counters.neverJudged)
            throw StorageError(.unavailable, "a password could not be judged: no memory, or a damaged hash")
        }
    }

    private enum Judgement {
        /// With the hash that the password was judged by.
        case right(UserRecord)
        case wrong
        case busy(Int64)
        case failed
    }

    private func find(_ login: String) async throws(StorageError) -> UserRecord? {
        guard login.utf8.count <= Self.longestLogin else { return nil }
        return try await users.findUser(login: login)
    }

    /// What an attempt counts for, and where it waits.
    private func terms(
        user: UserRecord?, login: String, browser: DeviceCookie?, address: String
    ) -> (SignInCounters, HashingCause) {
        if let user, let device = browser?.device(of: user.id, mac: mac) {
            return (
                SignInCounters(device: device, of: user.id, mac: mac), .knownBrowser(of: user.id, at: address)
            )
        }
        return (
            SignInCounters(user: user?.id, login: login, address: address, mac: mac), .signIn(from: address)
        )
    }

    private func judge(_ password: Secret, of user: UserRecord?, for cause: HashingCause) async -> Judgement {
        do {
            if let user, !user.disabled, let hash = user.passwordHash {
                return try await hasher.verify(password, against: hash, for: cause) ? .right(user) : .wrong
            }
            try await hasher.verifyAgainstNothing(password, for: cause)
            return .wrong
        } catch {
            switch error {
            case .busy(let seconds): return .busy(seconds)
            case .failed: return .failed
            }
        }
    }

    /// Hashes a right password anew if the costs have changed since. When the pool is full the next sign-in will do it.
    /// Where the account has another hash meanwhile, the password is judged by that one: another sign-in has made it, or
    /// the password is not the same any more.
    private func renewed(
        _ judgement: Judgement, _ password: Secret, for cause: HashingCause
    ) async throws(StorageError) -> Judgement {
        guard case .right(var user) = judgement, let hash = user.passwordHash, hasher.needsRehash(hash),
            let renewed = try? await hasher.hash(password, for: cause)
        else {
            return judgement
        }
        guard try await users.commitRehash(renewed, replacing: hash, of: user.id) else {
            return await judge(password, of: try await users.findUser(user.id), for: cause)
        }
        user.passwordHash = renewed
        return .right(user)
    }
}
