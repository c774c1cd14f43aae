import OAuthProtocol

/// Which accounts were made for the people of which issuers. A subject comes with the account that was made for it and
/// leaves with it: no account that was there before is ever joined to one (threat 14).
package protocol FederatedSubjectStore: Sendable {
    /// The account that was made for the subject, disabled or not; `nil` if there is none, or it was removed.
    func findUser(of subject: FederatedSubject) async throws(StorageError) -> UserRecord?

    /// Whether the account was made for somebody: then it is theirs alone, whoever is called like it.
    func findFederation(of user: UserID) async throws(StorageError) -> Bool

    /// Makes the account, joins it to its subject, keeps the delegation, which must be the account's, and spends the
    /// assertion: all in one transaction, or nothing of it.
    func commitProvisionedAccount(
        _ account: ProvisionedAccountRecord, delegating delegation: DelegationRecord,
        spending assertion: SpentAssertion
    ) async throws(StorageError) -> ProvisioningOutcome
}

/// What came of making an account for somebody new.
package enum ProvisioningOutcome: Sendable, Equatable {
    case committed
    /// The assertion was spent before; nothing was changed.
    case replayed
    /// The client's registration is gone; nothing was changed.
    case refused
    /// The subject has an account by now, or another account has the user name or the e-mail address; nothing was
    /// changed, and who looks again finds it so.
    case outdated
}
