import OAuthProtocol
import Storage

extension MemoryStore {
    package func findUser(_ id: UserID) throws(StorageError) -> UserRecord? {
        try access(.findUserByID) { $0.users[id] }
    }

    package func findUser(login: String) throws(StorageError) -> UserRecord? {
        try access(.findUserByLogin) { $0.user(named: login) ?? $0.user(withEmail: login) }
    }

    package func findUsers() throws(StorageError) -> [UserRecord] {
        try access(.findUsers) { rows in
            rows.users.values.sorted { ($0.createdAt.seconds, $0.id.number) < ($1.createdAt.seconds, $1.id.number) }
        }
    }

    package func commitNewUser(_ user: UserRecord) throws(StorageError) -> UserOutcome {
        try access(.commitNewUser) { rows in
            if let obstacle = rows.obstacle(to: user) { return obstacle }
            rows.users[user.id] = user
            return .done
        }
    }

    package func commitProfile(_ changed: UserRecord, replacing known: UserRecord) throws(StorageError) -> UserOutcome {
        try access(.commitProfile) { rows in
            guard var user = rows.users[known.id] else { return .unknown }
            if let obstacle = rows.obstacle(to: changed, besides: known.id) { return obstacle }
            guard user.hasProfile(of: known) else { return .changedMeanwhile }
            user.username = changed.username
            user.email = changed.email
            user.emailVerified = changed.emailVerified
            user.name = changed.name
            user.claims = changed.claims
            user.updatedAt = changed.updatedAt
            rows.users[user.id] = user
            return .done
        }
    }

    package func commitPassword(
        _ hash: String, of user: UserID, telling mail: MailRecord?, at now: Timestamp
    ) throws(StorageError) -> UserOutcome {
        try access(.commitPassword) { rows in
            guard rows.users[user] != nil else { return .unknown }
            rows.users[user]?.passwordHash = hash
            rows.users[user]?.updatedAt = now
            rows.endEverything(of: user, at: now)
            rows.send(mail)
            return .done
        }
    }

    package func commitRehash(_ hash: String, replacing old: String, of user: UserID) throws(StorageError) -> Bool {
        try access(.commitRehash) { rows in
            guard let known = rows.users[user], known.passwordHash == old else { return false }
            rows.users[user]?.passwordHash = hash
            return true
        }
    }

    package func commitDisabled(_ disabled: Bool, of user: UserID, at now: Timestamp) throws(StorageError)
        -> UserOutcome
    {
        try access(.commitDisabled) { rows in
            guard rows.users[user] != nil else { return .unknown }
            rows.users[user]?.disabled = disabled
            if disabled { rows.endEverything(of: user, at: now) }
            return .done
        }
    }

    package func commitRemovalOfUser(
        _ id: UserID, telling mail: MailRecord?, at now: Timestamp
    ) throws(StorageError) -> UserOutcome {
        try access(.commitRemovalOfUser) { rows in
            guard rows.users.removeValue(forKey: id) != nil else { return .unknown }
            rows.noteLogout(of: id, from: nil, at: now)
            rows.sessions = rows.sessions.filter { $0.value.userID != id }
            rows.consents.removeAll { $0.userID == id }
            rows.delegations = rows.delegations.filter { $0.value.userID != id }
            rows.federatedSubjects = rows.federatedSubjects.filter { $0.value != id }
            rows.removeFactors(of: id)
            rows.mails.removeAll { $0.userID == id && $0.kind.endsWithAccount }
            rows.send(mail)
            return .done
        }
    }
}

extension UserRecord {
    fileprivate func hasProfile(of other: UserRecord) -> Bool {
        username == other.username && email == other.email && emailVerified == other.emailVerified
            && name == other.name && claims == other.claims
    }
}

extension MemoryStore.Rows {
    fileprivate func user(named name: String) -> UserRecord? {
        users.values.first { UserRecord.loginKey($0.username) == UserRecord.loginKey(name) }
    }

    fileprivate func user(withEmail email: String) -> UserRecord? {
        users.values.first { $0.email.map(UserRecord.loginKey) == UserRecord.loginKey(email) }
    }

    /// That another account than `known` has the user name or the e-mail address of `user`; `nil` if none has.
    func obstacle(to user: UserRecord, besides known: UserID? = nil) -> UserOutcome? {
        if let other = self.user(named: user.username), other.id != known { return .usernameTaken }
        return user.email.flatMap { self.user(withEmail: $0) }.flatMap { $0.id == known ? nil : .emailTaken }
    }
}
