import OAuthProtocol
import Storage

/// Finds the account that an assertion means, or draws up the one that is to be made for it.
///
/// An account that was made for somebody is found again by the issuer and its `sub` alone: names are given to others when
/// people leave, and another issuer has people of the same name. One that was there before is found by the claim that the
/// operator says names accounts, each time anew: nothing ever joins it to a subject, so no claim of an issuer, an e-mail
/// address least of all, takes an account over for good (threat 14).
package struct AssertedAccounts: Sendable {
    private let store: any UserStore & FederatedSubjectStore
    private let proposals: any AccountProposing

    package init(store: any UserStore & FederatedSubjectStore, proposals: any AccountProposing) {
        self.store = store
        self.proposals = proposals
    }

    /// Whose account it is.
    package enum Found: Sendable {
        case known(UserRecord)
        /// Nobody's yet.
        case provisioned(ProvisionedAccountRecord)

        package var user: UserRecord {
            switch self {
            case .known(let user): user
            case .provisioned(let account): account.user
            }
        }
    }

    /// - Returns: `nil` if the subject has no account here, and none is made.
    /// - Throws: `temporarily_unavailable` or `server_error` if the store cannot answer.
    package func find(_ assertion: VerifiedAssertion, at now: Timestamp) async throws(OAuthError) -> Found? {
        let subject = assertion.subject
        let made = try await storing(await store.findUser(of: subject))
        if let made { return .known(made) }
        if let user = try await named(by: assertion) { return .known(user) }
        guard let person = assertion.person else { return nil }
        let user = try await storing(await proposals.account(for: person, at: now))
        return .provisioned(ProvisionedAccountRecord(subject: subject, user: user))
    }

    /// `user_id` names an account by its id, `email` by its verified address, every other claim by its user name. `sub`
    /// may be an id too, and is one first: people choose their user names, and nobody chooses an id.
    private func named(by assertion: VerifiedAssertion) async throws(OAuthError) -> UserRecord? {
        guard let (claim, value) = assertion.account else { return nil }
        switch claim {
        case "user_id":
            return try await account(id: value)
        case "email":
            return try await account(login: value) { $0.emailVerified && $0.hasAddress(value) }
        case "sub":
            if let user = try await account(id: value) { return user }
            return try await account(username: value)
        default:
            return try await account(username: value)
        }
    }

    private func account(id: String) async throws(OAuthError) -> UserRecord? {
        guard let id = UserID(decimal: id) else { return nil }
        let user = try await storing(await store.findUser(id))
        return try await unlessMade(user)
    }

    /// A user name that is the account's own address proves no more than the address does: whoever makes an account may
    /// type any.
    private func account(username: String) async throws(OAuthError) -> UserRecord? {
        try await account(login: username) { user in
            UserRecord.loginKey(user.username) == UserRecord.loginKey(username)
                && (user.emailVerified || !user.hasAddress(username))
        }
    }

    private func account(
        login: String, where isMeant: (UserRecord) -> Bool
    ) async throws(OAuthError) -> UserRecord? {
        let user = try await storing(await store.findUser(login: login))
        return try await unlessMade(user.flatMap { isMeant($0) ? $0 : nil })
    }

    /// `nil` for an account that was made for somebody, here or by another issuer's word.
    private func unlessMade(_ user: UserRecord?) async throws(OAuthError) -> UserRecord? {
        guard let user else { return nil }
        let isMade = try await storing(await store.findFederation(of: user.id))
        return isMade ? nil : user
    }
}

extension UserRecord {
    fileprivate func hasAddress(_ text: String) -> Bool {
        email.map(Self.loginKey) == Self.loginKey(text)
    }
}

/// Draws up the account of a person whom a trusted issuer vouches for. `Identity.AccountProvisioning` does it.
package protocol AccountProposing: Sendable {
    /// - Returns: an enabled account without a password, under a user name and, if it has one, an e-mail address that
    ///   nobody else has at the moment. Nothing is kept.
    func account(for person: AssertedPerson, at now: Timestamp) async throws(StorageError) -> UserRecord
}
