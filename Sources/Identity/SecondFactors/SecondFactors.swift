import OAuthProtocol
import Storage

/// What people show besides a password: codes of an authenticator application, recovery codes, and a browser in which they have done
/// so lately. Says for every door what is still missing (threat 31).
package struct SecondFactors: Sendable {
    /// What came of an attempt to show a second factor.
    package enum Outcome: Sendable {
        /// It was right. Who is signed in so, once their session begins.
        case right(SignedIn)
        /// It was not: nobody is told in what way.
        case wrong
        /// Too many wrong ones; nothing was judged. Seconds until the next is.
        case throttled(retryAfter: Int64)
    }

    /// What a person has typed.
    package enum Typed: Sendable {
        case code(String)
        case recoveryCode(String)
    }

    /// Seconds that a person has to show a second factor, once the password was right.
    package static let patience = FirstFactor.lifetime

    /// Seconds for which a browser is remembered.
    package static let remembrance: Int64 = 30 * 86_400

    package let policy: SecondFactorPolicy
    private let users: any UserStore
    let store: any SecondFactorStore & PasskeyStore & AssertionStore
    private let attempts: any AttemptStore
    let entropy: Entropy
    let mac: @Sendable ([UInt8]) -> [UInt8]
    let sealing: Sealing

    /// - `mac`: the one that `SignIn` has, since the browser's device cookie is judged there.
    /// - `sealing`: with a key that lasts as long as the database.
    package init(
        policy: SecondFactorPolicy, users: any UserStore, store: any SecondFactorStore & PasskeyStore & AssertionStore,
        attempts: any AttemptStore, entropy: Entropy, mac: @escaping @Sendable ([UInt8]) -> [UInt8], sealing: Sealing
    ) {
        self.policy = policy
        self.users = users
        self.store = store
        self.attempts = attempts
        self.entropy = entropy
        self.mac = mac
        self.sealing = sealing
    }

    /// What a sign-in is that nothing is missing of; `nil` if a second factor must be shown first.
    ///
    /// - `remembered`: the cookie of a browser that may be remembered.
    /// - Throws: `StorageError` if the store cannot answer.
    package func whole(
        _ signedIn: SignedIn, remembered: Secret?, at now: Timestamp
    ) async throws(StorageError) -> SignedIn? {
        if signedIn.methods.isMultiFactor { return signedIn }
        guard try await hasAny(signedIn.user.id) else { return signedIn }
        guard let remembered,
            try await store.findRememberedBrowser(remembered.digest, of: signedIn.user.id, at: now) != nil
        else { return nil }
        var whole = signedIn
        whole.methods.insert(.rememberedBrowser)
        return whole
    }

    /// What a browser carries until the person has shown a second factor. The password was right, so what it was counted for is
    /// settled.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func suspend(
        _ signedIn: SignedIn, in browser: TokenDigest, at now: Timestamp
    ) async throws(StorageError) -> Secret {
        try await attempts.commitSettlement(signedIn.settlement)
        return FirstFactor(of: signedIn.user, at: now).sealed(for: browser, by: sealing)
    }

    /// Whoever has shown a password in this browser and nothing else yet; `nil` if nobody has, or too long ago, or the account is
    /// disabled or has another password by now.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func suspended(
        _ carried: Secret, in browser: TokenDigest, at now: Timestamp
    ) async throws(StorageError) -> (user: UserRecord, since: Timestamp)? {
        guard let first = FirstFactor(carried, of: browser, by: sealing, at: now),
            let user = try await users.findUser(first.userID), first.holds(for: user)
        else { return nil }
        return (user, first.judgedAt)
    }

    /// Judges what somebody has typed who has shown a first factor.
    ///
    /// - `session`: the session in which they have; `nil` if they have shown a password just now.
    /// - `since`: when they have.
    /// - `isByLink`: whether they came by a link instead, and wrong codes are to keep nobody else out.
    /// - Throws: `StorageError` if the store cannot answer.
    package func judge(
        _ typed: Typed, of user: UserRecord, in session: SessionRecord?, since: Timestamp, isByLink: Bool = false,
        at now: Timestamp
    ) async throws(StorageError) -> Outcome {
        let counters = isByLink ? linkCounters(of: user.id, for: typed) : counters(of: user.id, in: session, for: typed)
        if case .blocked(let until) = try await attempts.commitAttempt(counters, at: now) {
            return .throttled(retryAfter: max(until.seconds(since: now), 1))
        }
        guard policy != .off, try await isRight(typed, of: user.id, at: now) else { return .wrong }
        return .right(
            SignedIn(
                user: user, device: DeviceCookie.issue(for: user.id, from: entropy, mac: mac),
                // Who has come in by a recovery code is not kept out by wrong codes of before.
                settlement: AttemptSettlement(
                    forgotten: (counters + self.counters(of: user.id, in: session, for: .code(""))).map(\.key)),
                methods: (session?.methods ?? .password).subtracting(.rememberedBrowser).union(.oneTimeCode),
                authenticatedAt: since))
    }

    /// Settles what an attempt was counted for that was right, where no session begins with it.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func settle(_ signedIn: SignedIn) async throws(StorageError) {
        try await attempts.commitSettlement(signedIn.settlement)
    }

    /// Whether somebody types the code that was accepted last, as when a form is sent twice.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func isRepeated(_ typed: Typed, of user: UserID) async throws(StorageError) -> Bool {
        guard case .code(let text) = typed, let code = TimeBasedCode.typed(text),
            let codes = try await store.findOneTimeCodes(of: user),
            let secret = sealing.open(codes.sealed, Self.secretContext(user))
        else { return false }
        return constantTimeEqual(TimeBasedCode.code(of: secret, step: codes.lastStep), code)
    }

    /// Somebody who is signed in already and goes on so, by these methods.
    package func goingOn(
        in session: SessionRecord, as user: UserRecord, by methods: AuthenticationMethods
    ) -> SignedIn {
        SignedIn(
            user: user, device: DeviceCookie.issue(for: user.id, from: entropy, mac: mac), settlement: .none,
            methods: methods.subtracting(.rememberedBrowser), authenticatedAt: session.authenticatedAt)
    }

    /// Remembers a browser, so that the password is enough there for a while.
    ///
    /// - Returns: the value of its cookie; `nil` if the account is disabled or gone.
    /// - Throws: `StorageError` if the store cannot answer.
    package func remember(
        _ user: UserID, userAgent: String?, address: String, at now: Timestamp
    ) async throws(StorageError) -> Secret? {
        let secret = entropy.secret()
        let browser = RememberedBrowserRecord(
            digest: secret.digest, userID: user, createdAt: now, expiresAt: now + Self.remembrance,
            userAgent: UserAgent.summary(of: userAgent), address: String(address.prefix(64)))
        return try await store.commitRememberedBrowser(browser) ? secret : nil
    }

    /// Whether the password alone is not enough to be this person.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func hasAny(_ user: UserID) async throws(StorageError) -> Bool {
        if policy == .off { return false }
        if try await store.findOneTimeCodes(of: user) != nil { return true }
        // A passkey is another way to sign in, not a second step after a password, unless everybody has to show one.
        guard policy == .required else { return false }
        return try await !store.findPasskeys(of: user).isEmpty
    }

    private func isRight(_ typed: Typed, of user: UserID, at now: Timestamp) async throws(StorageError) -> Bool {
        switch typed {
        case .recoveryCode(let text):
            guard let code = RecoveryCode(typed: text) else { return false }
            return try await store.commitUse(of: code.record(of: user, mac: mac))
        case .code(let text):
            guard let code = TimeBasedCode.typed(text), let codes = try await store.findOneTimeCodes(of: user),
                let secret = sealing.open(codes.sealed, Self.secretContext(user)),
                let step = TimeBasedCode.step(of: code, by: secret, after: codes.lastStep, at: now)
            else { return false }
            return try await store.commitUse(ofStep: step, of: codes)
        }
    }

    /// What the shared secret of a person is sealed for.
    static func secretContext(_ user: UserID) -> [UInt8] {
        Array("cardea one-time codes 1 \(user)".utf8)
    }

    /// Whoever reads somebody's mail guesses at their own expense, and not at that of sign-ins.
    private func linkCounters(of user: UserID, for typed: Typed) -> [Attempt] {
        let whose = [Array("\(user)".utf8)]
        if case .recoveryCode = typed {
            let counters = GuessCounters(purpose: "second factor", times: (900, 60, 60), mac: mac)
            return [counters.counter("recovery code by a link", whose, limit: 20)]
        }
        let counters = GuessCounters(purpose: "second factor", times: (43_200, 900, 43_200), mac: mac)
        return [counters.counter("code by a link", whose, limit: 5)]
    }

    /// Apart from those of passwords, and none for a network: whoever is asked for a code knows the password or has a session, so
    /// that no stranger can have anybody blocked. Sessions count apart, each and all of one person together: whoever has only a
    /// session guesses at their own expense. Of a million codes three are good at a time: five attempts are free, then comes a
    /// quarter of an hour, and twice as long each time, up to half a day. Recovery codes cannot be guessed, so there it is about
    /// the work alone.
    private func counters(of user: UserID, in session: SessionRecord?, for typed: Typed) -> [Attempt] {
        let whose = [Array("\(user)".utf8)]
        switch typed {
        case .code:
            let counters = GuessCounters(purpose: "second factor", times: (43_200, 900, 43_200), mac: mac)
            guard let session else { return [counters.counter("code", whose, limit: 5)] }
            return [
                counters.counter("code in a session", whose + [session.id.octets], limit: 5),
                counters.counter("code in sessions", whose, limit: 20),
            ]
        case .recoveryCode:
            let counters = GuessCounters(purpose: "second factor", times: (900, 60, 60), mac: mac)
            return [counters.counter("recovery code", whose + (session.map { [$0.id.octets] } ?? []), limit: 20)]
        }
    }
}
