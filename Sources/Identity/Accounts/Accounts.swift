import OAuthProtocol
import Storage

/// People's accounts as their manager sees them: made, found, changed, removed.
package struct Accounts: Sendable {
    private let users: any UserStore
    private let hasher: PasswordHasher
    private let entropy: Entropy

    package init(users: any UserStore, hasher: PasswordHasher, entropy: Entropy) {
        self.users = users
        self.hasher = hasher
        self.entropy = entropy
    }

    /// Makes an account with a random identifier.
    ///
    /// - Parameters:
    ///   - email: `nil` if the account has none; `emailVerified` then says nothing.
    ///   - name: the full name; `nil` if it is not known.
    ///   - password: `nil` makes an account that cannot sign in with a password.
    package func add(
        username: String, email: String? = nil, name: String? = nil, emailVerified: Bool = false,
        password: Secret? = nil, at now: Timestamp
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
        try await checkFree(username: username, email: address)
        var hash: String?
        if let password {
            hash = try await hashed(password)
        }
        let user = UserRecord(
            id: UserID(from: entropy), username: username, email: address,
            emailVerified: emailVerified && address != nil,
            name: name, passwordHash: hash, createdAt: now)
        try await settle { () throws(StorageError) in try await users.commitNewUser(user) }
        return user
    }

    /// Gives the account another password, which ends all its sessions and delegations.
    package func setPassword(_ password: Secret, of user: UserID, at now: Timestamp) async throws(AccountError) {
        try Self.check(password)
        let hash = try await hashed(password)
        try await settle { () throws(StorageError) in try await users.commitPassword(hash, of: user, at: now) }
    }

    /// The account with this identifier in decimal, user name or e-mail address, in that order; `nil` if there is none.
    package func find(nameOrID: String) async throws(StorageError) -> UserRecord? {
        if let id = UserID(decimal: nameOrID), let user = try await users.findUser(id) {
            return user
        }
        return try await users.findUser(login: nameOrID.inNormalForm)
    }

    /// Disables the account, which ends all its sessions and delegations, or enables it again.
    package func setDisabled(_ disabled: Bool, of user: UserID, at now: Timestamp) async throws(AccountError) {
        try await settle { () throws(StorageError) in try await users.commitDisabled(disabled, of: user, at: now) }
    }

    /// Removes the account with all that was given in its name.
    package func remove(_ user: UserID) async throws(AccountError) {
        try await settle { () throws(StorageError) in try await users.commitRemovalOfUser(user) }
    }

    /// Every account, the oldest first.
    package func list() async throws(StorageError) -> [UserRecord] {
        try await users.findUsers()
    }

    /// The store keeps names apart from names and addresses from addresses. Here a name may not be another's address
    /// either: whoever signs in with it would be taken for somebody else.
    private func checkFree(username: String, email: String?) async throws(AccountError) {
        let named: UserRecord?
        var addressed: UserRecord?
        do {
            named = try await users.findUser(login: username)
            if let email {
                addressed = try await users.findUser(login: email)
            }
        } catch {
            throw .storage(error)
        }
        if named != nil { throw .usernameTaken }
        if addressed != nil { throw .emailTaken }
    }

    private func hashed(_ password: Secret) async throws(AccountError) -> String {
        do {
            return try await hasher.hash(password)
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
        let outcome: UserOutcome
        do {
            outcome = try await change()
        } catch {
            throw .storage(error)
        }
        switch outcome {
        case .done: return
        case .unknown: throw .unknown
        case .usernameTaken: throw .usernameTaken
        case .emailTaken: throw .emailTaken
        }
    }
}
