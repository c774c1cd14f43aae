import OAuthProtocol

/// People's accounts.
package protocol UserStore: Sendable {
    func findUser(_ id: UserID) async throws(StorageError) -> UserRecord?

    /// Finds by user name, and if no account has that name, by e-mail address; letter case does not matter.
    func findUser(login: String) async throws(StorageError) -> UserRecord?

    /// Every account, the oldest first.
    func findUsers() async throws(StorageError) -> [UserRecord]

    /// - Returns: what stands in the way, changing nothing, or `.done`.
    func commitNewUser(_ user: UserRecord) async throws(StorageError) -> UserOutcome

    /// Replaces what is known of the person, which is user name, e-mail address and whether it is verified, full name,
    /// claims and `updatedAt`, and nothing else of the record. Nothing ends.
    ///
    /// - Parameters:
    ///   - changed: the account as it is to be.
    ///   - known: the account as the change was made upon it, `updatedAt` aside.
    /// - Returns: what stands in the way, changing nothing, or `.done`.
    /// - Throws: `StorageError` if the store cannot answer.
    func commitProfile(
        _ changed: UserRecord, replacing known: UserRecord
    ) async throws(StorageError) -> UserOutcome

    /// Replaces the password hash and ends every session and delegation of the user: whoever knew the old password is
    /// out, and clients are told (``LogoutNoticeStore``). `updatedAt` is set to `now`.
    ///
    /// - `mail`: tells the person; `nil` for nobody.
    func commitPassword(
        _ hash: String, of user: UserID, telling mail: MailRecord?, at now: Timestamp
    ) async throws(StorageError) -> UserOutcome

    /// Replaces the password hash alone, when the cost parameters changed and the password did not.
    ///
    /// - Returns: false, changing nothing, if `old` is not the account's hash any more.
    func commitRehash(_ hash: String, replacing old: String, of user: UserID) async throws(StorageError) -> Bool

    /// Disables or enables. Disabling ends every session and delegation in the same transaction, and clients are told
    /// (``LogoutNoticeStore``); enabling brings none of them back.
    func commitDisabled(_ disabled: Bool, of user: UserID, at now: Timestamp) async throws(StorageError) -> UserOutcome

    /// Removes the account with its sessions, consents and delegations. Clients are told that the sessions ended
    /// (``LogoutNoticeStore``).
    ///
    /// - `mail`: tells the person, whom messages of what was done to the account reach too; `nil` for nobody.
    func commitRemovalOfUser(
        _ id: UserID, telling mail: MailRecord?, at now: Timestamp
    ) async throws(StorageError) -> UserOutcome
}

/// What came of a change to an account.
package enum UserOutcome: Sendable, Equatable {
    case done
    /// There is no such account.
    case unknown
    /// Another account has the user name.
    case usernameTaken
    /// Another account has the e-mail address.
    case emailTaken
    /// The account is not any more as the change took it to be.
    case changedMeanwhile
}
