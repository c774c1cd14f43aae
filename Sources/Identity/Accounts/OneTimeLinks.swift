import OAuthProtocol
import Storage

/// Links that serve once: by which a person begins anew who has lost everything else, sets another password in the place of a
/// forgotten one, or proves an address. They sign in nobody.
package struct OneTimeLinks: Sendable {
    /// Seconds that one is good for.
    package static let lifetime: Int64 = 3600
    /// Octets of the longest login that an account can have; of a longer one nothing comes.
    private static let longestLogin = 256

    /// What came of using a link.
    package enum Outcome: Sendable {
        case done
        /// It was used or is too old, or the account is disabled.
        case gone
        /// Too many passwords wait to be hashed. Seconds until it is worth another try.
        case busy(retryAfter: Int64)
    }

    /// What came of asking for a message.
    package enum Request: Sendable, Equatable {
        /// It will be sent, if it is to be sent.
        case taken
        /// This can be no address, or it is another account's.
        case refused(AddressFault)
        /// Too many from here, or for this account. Seconds until the next is taken.
        case throttled(retryAfter: Int64)
    }

    /// Why an address is not taken.
    package enum AddressFault: Sendable, Equatable {
        case invalid, taken
    }

    private let store: any OneTimeLinkStore & UserStore & AttemptStore & MailStore
    private let hasher: PasswordHasher
    private let entropy: Entropy
    private let mac: @Sendable ([UInt8]) -> [UInt8]
    /// `nil` where no mail is sent.
    private let outbox: Outbox?

    package init(
        store: any OneTimeLinkStore & UserStore & AttemptStore & MailStore, hasher: PasswordHasher, entropy: Entropy,
        mac: @escaping @Sendable ([UInt8]) -> [UInt8], outbox: Outbox?
    ) {
        self.store = store
        self.hasher = hasher
        self.entropy = entropy
        self.mac = mac
        self.outbox = outbox
    }

    /// A fresh link with which `user` begins anew, for an operator to hand over; earlier ones are good no longer.
    ///
    /// - Returns: what stands in it; `nil` if the account is disabled or gone.
    /// - Throws: `StorageError` if the store cannot answer.
    package static func make(
        for user: UserID, in store: any OneTimeLinkStore, entropy: Entropy, at now: Timestamp
    ) async throws(StorageError) -> Secret? {
        let secret = entropy.secret()
        let link = link(secret, of: user, for: .reset, at: now)
        return try await store.commitLink(link, sending: nil, answering: nil) ? secret : nil
    }

    /// Notes that somebody says that a password is forgotten. What is done, and the time that it takes, are the same for every
    /// text: whether there is such an account is found later, by ``answer(_:at:)`` (threat 32).
    ///
    /// - `login`: user name or e-mail address, as typed.
    /// - `address`: where it comes from, as text.
    /// - Throws: `StorageError` if the store cannot answer.
    package func request(
        of login: String, _ circumstances: Circumstances, from address: String, at now: Timestamp
    ) async throws(StorageError) -> Request {
        guard let outbox else { return .taken }
        let counters = requests.counters("forgotten", from: address, limit: 20)
        if let wait = try await wait(for: counters, at: now) { return .throttled(retryAfter: wait) }
        let typed = UserRecord.typed(login).inNormalForm
        let kept = typed.utf8.count <= Self.longestLogin ? typed : ""
        let request = outbox.request(of: kept, circumstances, at: now)
        return try await store.commitRequested(request) ? .taken : .throttled(retryAfter: 60)
    }

    /// Sends whoever has an account the link that was asked for, if they have shown that its address is theirs; at most five an
    /// hour to one account.
    ///
    /// - `request`: claimed by the caller, and gone afterwards.
    /// - Throws: `StorageError` if the store cannot answer.
    package func answer(_ request: MailRecord, at now: Timestamp) async throws(StorageError) {
        guard let outbox, let (login, circumstances) = outbox.login(of: request), now < request.expiresAt,
            !login.isEmpty, let user = try await store.findUser(login: login), !user.disabled, user.emailVerified,
            let email = user.email, try await wait(for: [perAccount(user.id, "forgotten")], at: now) == nil
        else { return try await store.commitRemoval(of: request) }
        let secret = entropy.secret()
        let mail = outbox.link(
            .newPassword, holding: secret, of: user.id, named: user.username, to: email, circumstances, at: now)
        let link = Self.link(secret, of: user.id, for: .password, email, at: now)
        guard try await store.commitLink(link, sending: mail, answering: request) else {
            return try await store.commitRemoval(of: request)
        }
    }

    /// Sends a link to an address that somebody says is theirs. What the account has stays until it is used.
    ///
    /// - `address`: where the person comes from, as text.
    /// - Throws: `StorageError` if the store cannot answer.
    package func prove(
        _ email: String, of user: UserRecord, _ circumstances: Circumstances, from address: String, at now: Timestamp
    ) async throws(StorageError) -> Request {
        guard let outbox else { return .taken }
        guard let email = try? AccountRules.email(email) else { return .refused(.invalid) }
        // Each recipient counts too, so that many accounts together bury nobody.
        let recipient = requests.counter("recipient", [Array(UserRecord.loginKey(email).utf8)], limit: 10)
        let counters =
            [perAccount(user.id, "address"), recipient] + requests.counters("address", from: address, limit: 20)
        if let wait = try await wait(for: counters, at: now) { return .throttled(retryAfter: wait) }
        // Counted before it is looked up, since the answer tells whether there is such an account.
        // Who has it without having proved it gives way, but not for a user name that an operator chose.
        if let holder = try await store.findUser(login: email), holder.id != user.id,
            holder.emailVerified || holder.email.map(UserRecord.loginKey) != UserRecord.loginKey(email)
        {
            return .refused(.taken)
        }
        let secret = entropy.secret()
        _ = try await store.commitLink(
            Self.link(secret, of: user.id, for: .address, email, at: now),
            sending: outbox.link(.address, holding: secret, of: user.id, to: email, circumstances, at: now),
            answering: nil)
        return .taken
    }

    /// The person whom a link is for, and the address that it was sent to; `nil` if it was used or is too old.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func find(
        _ secret: Secret, for purpose: OneTimeLinkRecord.Purpose, at now: Timestamp
    ) async throws(StorageError) -> (link: OneTimeLinkRecord, user: UserRecord)? {
        try await store.findLink(secret.digest, for: purpose, at: now)
    }

    /// Sets another password by a link, which ends the sessions that there are.
    ///
    /// - `purpose`: `.reset`, which ends everything else by which anybody could be this person, or `.password`.
    /// - `user`: whom it is for, as ``find(_:for:at:)`` said.
    /// - `address`: where the person comes from, as text.
    /// - Throws: `StorageError` if the store cannot answer, and `.unavailable` if the password cannot be hashed.
    package func setPassword(
        _ password: Secret, by secret: Secret, for purpose: OneTimeLinkRecord.Purpose, of user: UserRecord,
        _ circumstances: Circumstances, from address: String, at now: Timestamp
    ) async throws(StorageError) -> Outcome {
        let hash: String
        do {
            hash = try await hasher.hash(password, for: .newAccount(from: address))
        } catch {
            switch error {
            case .busy(let seconds): return .busy(retryAfter: seconds)
            case .failed: throw StorageError(.unavailable, "a password could not be hashed: no memory")
            }
        }
        let mail = outbox?.notice(.passwordChanged, to: user, circumstances, at: now)
        let isSet = try await store.commitPassword(hash, byLink: secret.digest, for: purpose, telling: mail, at: now)
        return isSet ? .done : .gone
    }

    /// Uses a link to an address up: the account has that address from now on, and the one that it had is told.
    ///
    /// - `user`: whom it is for, as ``find(_:for:at:)`` said.
    /// - Returns: `.gone` also if somebody else has proved the address meanwhile.
    /// - Throws: `StorageError` if the store cannot answer.
    package func proveAddress(
        by secret: Secret, of user: UserRecord, to email: String?, _ circumstances: Circumstances, at now: Timestamp
    ) async throws(StorageError) -> Outcome {
        let isOther = email.map(UserRecord.loginKey) != user.email.map(UserRecord.loginKey)
        let mail = isOther ? outbox?.notice(.addressChanged, to: user, detail: email, circumstances, at: now) : nil
        let outcome = try await store.commitAddress(byLink: secret.digest, telling: mail, at: now)
        return outcome == .done ? .done : .gone
    }

    private static func link(
        _ secret: Secret, of user: UserID, for purpose: OneTimeLinkRecord.Purpose, _ email: String? = nil,
        at now: Timestamp
    ) -> OneTimeLinkRecord {
        OneTimeLinkRecord(
            digest: secret.digest, userID: user, purpose: purpose, createdAt: now, expiresAt: now + lifetime,
            email: email)
    }

    /// Free so often within an hour; then each block is twice as long.
    private var requests: GuessCounters { GuessCounters(purpose: "mail", times: (3600, 900, 3600), mac: mac) }

    private func perAccount(_ user: UserID, _ kind: String) -> Attempt {
        requests.counter("\(kind) of account", [Array("\(user)".utf8)], limit: 5)
    }

    /// Counts an attempt.
    ///
    /// - Returns: seconds until the next is taken; `nil` if this one is.
    private func wait(for counters: [Attempt], at now: Timestamp) async throws(StorageError) -> Int64? {
        guard case .blocked(let until) = try await store.commitAttempt(counters, at: now) else { return nil }
        return max(until.seconds(since: now), 1)
    }
}
