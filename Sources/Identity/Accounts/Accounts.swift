import OAuthProtocol
import Storage

/// People's accounts as their manager sees them: made, found, changed, removed.
package struct Accounts: Sendable {
    private let users: any UserStore & OneTimeLinkStore
    private let hasher: PasswordHasher
    private let entropy: Entropy

    package init(users: any UserStore & OneTimeLinkStore, hasher: PasswordHasher, entropy: Entropy) {
        self.users = users
        self.hasher = hasher
        self.entropy = entropy
    }

    /// Makes an account with a random identifier.
    ///
    /// - `email`: `nil` if the account has none; `emailVerified` then says nothing.
    /// - `name`: the full name; `nil` if it is not known.
    /// - `claims`: what else is known of the person.
    /// - `password`: `nil` makes an account that cannot sign in with a password.
    /// - `passwordHash`: of a password that nobody here knows, instead of one; `nil` for none.
    /// - `cause`: whose place is taken while the password is hashed.
    /// - `invitation`: the link that is used up with it; `nil` for none.
    /// - Throws: `AccountError` that says what cannot be kept, which name is taken, or why the password cannot be
    ///   hashed now; `.unknown` if there is no such invitation (any more).
    @discardableResult
    package func add(
        username: String, email: String? = nil, name: String? = nil, emailVerified: Bool = false,
        claims: [Claim] = [], password: Secret? = nil, passwordHash: String? = nil, isDisabled: Bool = false,
        hashing cause: HashingCause = .command, byInvitation invitation: TokenDigest? = nil, at now: Timestamp
    ) async throws(AccountError) -> UserRecord {
        let username = try AccountRules.username(username)
        let name = try AccountRules.name(name)
        var address: String?
        if let email {
            address = try AccountRules.email(email)
        }
        if let password {
            try Self.check(password)
        }
        var user = UserRecord(
            id: UserID(from: entropy), username: username, email: address,
            emailVerified: emailVerified && address != nil, name: name, passwordHash: passwordHash,
            disabled: isDisabled,
            createdAt: now)
        user = try ProfileChange(claims: claims).applied(to: user, at: now)
        // Whoever proves an address takes it from who has not, and a user name that says the same, which the store sees to.
        let isAddress = address.map(UserRecord.loginKey) == UserRecord.loginKey(username)
        try await checkFree(
            username: invitation != nil && isAddress ? nil : username, email: invitation == nil ? address : nil)
        if let password {
            user.passwordHash = try await hashed(password, for: cause)
        }
        let made = user
        try await settle { () throws(StorageError) in
            guard let invitation else { return try await users.commitNewUser(made) }
            return try await users.commitNewUser(made, byInvitation: invitation, at: now)
        }
        return made
    }

    /// Changes what is known of the person, and nothing about how they sign in but the names. Sessions go on.
    ///
    /// - Returns: the account as it is now.
    /// - Throws: `.contended` if others keep changing the account at the same moment.
    @discardableResult
    package func update(
        _ id: UserID, _ change: ProfileChange, at now: Timestamp
    ) async throws(AccountError) -> UserRecord {
        for _ in 0..<8 {
            guard let known = try await known(id) else { throw .unknown }
            let changed = try change.applied(to: known, at: now)
            guard changed != known else { return known }
            try await checkFree(
                username: changed.username == known.username ? nil : changed.username,
                email: changed.email == known.email ? nil : changed.email, besides: id)
            let outcome = try await reach { () throws(StorageError) in
                try await users.commitProfile(changed, replacing: known)
            }
            // Somebody else changed it between reading and writing: their change is kept, and ours made upon it.
            if outcome == .changedMeanwhile { continue }
            try Self.settle(outcome)
            return changed
        }
        throw .contended
    }

    /// Gives the account another password, which ends all its sessions and delegations.
    ///
    /// - `cause`: who wants it.
    /// - `mail`: tells the person; `nil` for nobody.
    /// - Throws: `.password` for one that is too short or too long, `.unknown`, or why it cannot be hashed now.
    package func setPassword(
        _ password: Secret, of user: UserID, for cause: HashingCause = .command, telling mail: MailRecord? = nil,
        at now: Timestamp
    ) async throws(AccountError) {
        try Self.check(password)
        let hash = try await hashed(password, for: cause)
        try await settle { () throws(StorageError) in
            try await users.commitPassword(hash, of: user, telling: mail, at: now)
        }
    }

    /// - Throws: `StorageError` if the store cannot answer.
    package func find(_ id: UserID) async throws(StorageError) -> UserRecord? {
        try await users.findUser(id)
    }

    /// The account with this identifier in decimal, user name or e-mail address, in that order; `nil` if there is none.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func find(nameOrID: String) async throws(StorageError) -> UserRecord? {
        if let id = UserID(decimal: nameOrID), let user = try await users.findUser(id) {
            return user
        }
        return try await users.findUser(login: UserRecord.typed(nameOrID).inNormalForm)
    }

    /// Disables the account, which ends all its sessions and delegations, or enables it again.
    ///
    /// - Throws: `.unknown` if there is no such account.
    package func setDisabled(_ disabled: Bool, of user: UserID, at now: Timestamp) async throws(AccountError) {
        try await settle { () throws(StorageError) in try await users.commitDisabled(disabled, of: user, at: now) }
    }

    /// Removes the account with all that was given in its name.
    ///
    /// - `mail`: tells the person; `nil` for nobody.
    /// - Throws: `.unknown` if there is no such account.
    package func remove(
        _ user: UserID, telling mail: MailRecord? = nil, at now: Timestamp
    ) async throws(AccountError) {
        try await settle { () throws(StorageError) in
            try await users.commitRemovalOfUser(user, telling: mail, at: now)
        }
    }

    /// Whether somebody types the account's user name, as they would to sign in.
    package func isName(_ typed: String, of user: UserRecord) -> Bool {
        UserRecord.loginKey(UserRecord.typed(typed).inNormalForm) == UserRecord.loginKey(user.username)
    }

    /// Every account, the oldest first.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func list() async throws(StorageError) -> [UserRecord] {
        try await users.findUsers()
    }

    private func known(_ id: UserID) async throws(AccountError) -> UserRecord? {
        try await reach { () throws(StorageError) in try await users.findUser(id) }
    }

    /// The store keeps names apart from names and addresses from addresses. Here a name may not be another's address
    /// either: whoever signs in with it would be taken for somebody else.
    ///
    /// - `id`: the account whose own name and address do not count.
    private func checkFree(username: String?, email: String?, besides id: UserID? = nil) async throws(AccountError) {
        if let username, let taken = try await holder(of: username), taken != id { throw .usernameTaken }
        if let email, let taken = try await holder(of: email), taken != id { throw .emailTaken }
    }

    private func holder(of login: String) async throws(AccountError) -> UserID? {
        try await reach { () throws(StorageError) in try await users.findUser(login: login)?.id }
    }

    private func hashed(_ password: Secret, for cause: HashingCause) async throws(AccountError) -> String {
        do {
            return try await hasher.hash(password, for: cause)
        } catch {
            throw AccountError(error)
        }
    }

    private static func check(_ password: Secret) throws(AccountError) {
        if let objection = PasswordRule.objection(to: password) {
            throw .password(objection)
        }
    }

    /// Turns what came of a change into nothing or an error.
    private func settle(_ change: () async throws(StorageError) -> UserOutcome) async throws(AccountError) {
        try Self.settle(try await reach(change))
    }

    private static func settle(_ outcome: UserOutcome) throws(AccountError) {
        switch outcome {
        case .done: return
        case .unknown: throw .unknown
        case .usernameTaken: throw .usernameTaken
        case .emailTaken: throw .emailTaken
        case .changedMeanwhile: throw .contended
        }
    }

    private func reach<Answer>(_ call: () async throws(StorageError) -> Answer) async throws(AccountError) -> Answer {
        do {
            return try await call()
        } catch {
            throw .storage(error)
        }
    }
}
