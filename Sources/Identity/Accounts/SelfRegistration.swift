import OAuthProtocol
import Storage

/// Making an account for oneself: the rules of every account, no user name that is another's address, a password that
/// is not short, and a limit to how many accounts and how many guesses at names come from one address. Why so: decision
/// 0009.
package struct SelfRegistration: Sendable {
    /// Why a wanted account was not made, for the person who wants it.
    package enum Fault: Hashable, Sendable {
        case usernameInvalid, usernameTaken, emailInvalid, emailTaken, nameInvalid
        case password(PasswordFault)

        /// `nil` for what is not the person's to mend.
        init?(_ error: AccountError) {
            switch error {
            case .username: self = .usernameInvalid
            case .usernameTaken: self = .usernameTaken
            case .email: self = .emailInvalid
            case .emailTaken: self = .emailTaken
            case .name: self = .nameInvalid
            case .password: self = .password(.tooLong(most: PasswordRule.longest))
            case .busy, .storage, .hashingFailed, .claim, .claims, .unknown, .contended: return nil
            }
        }
    }

    /// What came of it.
    package enum Outcome: Sendable {
        /// The account is there, since now or since the same form was sent first.
        case created(SignedIn)
        /// It is not; everything that is to be mended, in the order of the form.
        case refused([Fault])
        /// Too many accounts or taken names from this address; nothing was judged. Seconds until the next is.
        case throttled(retryAfter: Int64)
        /// Too many passwords wait to be hashed; this attempt does not count. Seconds until it is worth another try.
        case busy(retryAfter: Int64)
    }

    /// Seconds in which a form that is sent once more leads where it led first.
    private static let repetition: Int64 = 600

    /// What is asked of a password.
    package let standard: PasswordStandard
    private let accounts: Accounts
    private let users: any UserStore
    private let signIn: SignIn
    private let attempts: any AttemptStore
    private let entropy: Entropy
    private let mac: @Sendable ([UInt8]) -> [UInt8]
    private let underWay = WantedAccountsUnderWay()

    /// - `mac`: the one that `SignIn` has, since the browser's device cookie is judged there.
    package init(
        accounts: Accounts, users: any UserStore, signIn: SignIn, attempts: any AttemptStore, entropy: Entropy,
        standard: PasswordStandard = PasswordStandard(), mac: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        self.standard = standard
        self.accounts = accounts
        self.users = users
        self.signIn = signIn
        self.attempts = attempts
        self.entropy = entropy
        self.mac = mac
    }

    /// Makes the account, enabled and with an unverified e-mail address.
    ///
    /// - `address`: where the person comes from, as text.
    /// - Throws: what the store throws, and `.unavailable` if the password could not be hashed for want of memory.
    package func create(
        _ wanted: WantedAccount, from address: String, at now: Timestamp
    ) async throws(StorageError) -> Outcome {
        let faults = wanted.faults(by: standard)
        guard faults.isEmpty else { return .refused(faults) }
        return try await underWay.outcome(of: digest(of: wanted, from: address)) {
            () async -> WantedAccountsUnderWay.Judgement in
            do throws(StorageError) {
                return .success(try await judge(wanted, from: address, at: now))
            } catch {
                return .failure(error)
            }
        }
    }

    private func judge(
        _ wanted: WantedAccount, from address: String, at now: Timestamp
    ) async throws(StorageError) -> Outcome {
        let counters = counters(of: address)
        // Counted before anything is looked up, so that racing and guessing at names gain nothing.
        if case .blocked(let until) = try await attempts.commitAttempt(counters, at: now) {
            // The form that took the last of them may be sent once more, and costs what a sign-in costs.
            if let outcome = try await again(wanted, from: address, at: now) { return outcome }
            return .throttled(retryAfter: max(until.seconds(since: now), 1))
        }
        do {
            let user = try await accounts.add(
                username: wanted.username, email: wanted.email, name: wanted.name, password: wanted.password,
                hashing: .newAccount(from: address), at: now)
            let device = DeviceCookie.issue(for: user.id, from: entropy, mac: mac)
            return .created(SignedIn(user: user, device: device, settlement: .none, isNewAccount: true))
        } catch {
            if case .usernameTaken = error, let outcome = try await again(wanted, from: address, at: now) {
                try await attempts.commitSettlement(AttemptSettlement(returned: counters.map(\.key)))
                return outcome
            }
            return try await answer(error, counters)
        }
    }

    private func digest(of wanted: WantedAccount, from address: String) -> TokenDigest {
        let parts = [wanted.username, wanted.email, wanted.name, wanted.password.exposed, address]
        // Each part follows its length, so that no two forms make the same octets.
        let message = parts.reduce("cardea wanted account 1\n") { "\($0)\($1.utf8.count) \($1)" }
        return TokenDigest(of: mac(Array(message.utf8)))
    }

    /// What the same form came to when it was sent first, as by a double click: the name is taken by an account of some
    /// minutes with the same address and the same password, which is judged as at any sign-in.
    ///
    /// - Returns: `nil` if it is somebody else's.
    private func again(
        _ wanted: WantedAccount, from address: String, at now: Timestamp
    ) async throws(StorageError) -> Outcome? {
        guard let user = try await users.findUser(login: wanted.username.inNormalForm),
            (0..<Self.repetition).contains(now.seconds(since: user.createdAt)),
            UserRecord.loginKey(user.username) == UserRecord.loginKey(wanted.username.inNormalForm),
            user.email.map(UserRecord.loginKey) == (try? AccountRules.email(wanted.email)).map(UserRecord.loginKey)
        else { return nil }
        let outcome = try await signIn.attempt(
            username: wanted.username, password: wanted.password, browser: nil, address: address, at: now)
        guard case .signedIn(let signedIn) = outcome else { return nil }
        return .created(signedIn)
    }

    private func answer(_ error: AccountError, _ counters: [Attempt]) async throws(StorageError) -> Outcome {
        if let fault = Fault(error) { return .refused([fault]) }
        switch error {
        case .busy(let seconds):
            try await attempts.commitSettlement(AttemptSettlement(returned: counters.map(\.key)))
            return .busy(retryAfter: seconds)
        case .storage(let error):
            throw error
        default:
            try await attempts.commitSettlement(AttemptSettlement(returned: counters.map(\.key)))
            throw StorageError(.unavailable, "an account could not be made: \(error)")
        }
    }

    /// Ten attempts from one network, then one an hour, until two hours pass without.
    private func counters(of address: String) -> [Attempt] {
        GuessCounters(purpose: "registration", times: (3600, 3600, 3600), mac: mac)
            .counters("address", from: address, limit: 10)
    }
}
