import OAuthProtocol
import Storage

/// Links by which a person begins anew who has lost everything else.
package struct OneTimeLinks: Sendable {
    /// Seconds that one is good for.
    package static let lifetime: Int64 = 3600

    /// What came of using a link.
    package enum Outcome: Sendable {
        case done
        /// It was used or is too old, or the account is disabled.
        case gone
        case tooShort
        case tooLong
        /// Too many passwords wait to be hashed. Seconds until it is worth another try.
        case busy(retryAfter: Int64)
    }

    private let store: any OneTimeLinkStore
    private let hasher: PasswordHasher
    private let entropy: Entropy

    package init(store: any OneTimeLinkStore, hasher: PasswordHasher, entropy: Entropy) {
        self.store = store
        self.hasher = hasher
        self.entropy = entropy
    }

    /// A fresh link for `user`; earlier ones are good no longer.
    ///
    /// - Returns: what stands in it; `nil` if the account is disabled or gone.
    /// - Throws: `StorageError` if the store cannot answer.
    package func make(for user: UserID, at now: Timestamp) async throws(StorageError) -> Secret? {
        let secret = entropy.secret()
        let link = OneTimeLinkRecord(
            digest: secret.digest, userID: user, purpose: .reset, createdAt: now, expiresAt: now + Self.lifetime)
        return try await store.commitLink(link) ? secret : nil
    }

    /// The person whom a link is for; `nil` if it was used or is too old.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func user(of secret: Secret, at now: Timestamp) async throws(StorageError) -> UserRecord? {
        try await store.findUser(ofLink: secret.digest, for: .reset, at: now)
    }

    /// Uses a link up.
    ///
    /// - `address`: where the person comes from, as text.
    /// - Throws: `StorageError` if the store cannot answer, and `.unavailable` if the password cannot be hashed.
    package func reset(
        by secret: Secret, to password: Secret, from address: String, at now: Timestamp
    ) async throws(StorageError) -> Outcome {
        // Nothing is computed for whoever has no link.
        guard try await user(of: secret, at: now) != nil else { return .gone }
        if PasswordRule.advice(on: password) != nil { return .tooShort }
        if PasswordRule.objection(to: password) != nil { return .tooLong }
        let hash: String
        do {
            hash = try await hasher.hash(password, for: .newAccount(from: address))
        } catch {
            switch error {
            case .busy(let seconds): return .busy(retryAfter: seconds)
            case .failed: throw StorageError(.unavailable, "a password could not be hashed: no memory")
            }
        }
        return try await store.commitReset(byLink: secret.digest, to: hash, at: now) ? .done : .gone
    }
}
