import OAuthProtocol

/// Links that serve once.
package protocol OneTimeLinkStore: Sendable {
    /// A link and the person whom it is for; `nil` if there is no such link (any more) at `now`, or the account is disabled, or a link
    /// for a password was sent to another address than the account has.
    func findLink(
        _ digest: TokenDigest, for purpose: OneTimeLinkRecord.Purpose, at now: Timestamp
    ) async throws(StorageError) -> (link: OneTimeLinkRecord, user: UserRecord)?

    /// Keeps a link. Earlier ones of the same person for the same purpose are good no longer.
    ///
    /// - `mail`: the message in which it goes out; `nil` if somebody is shown it.
    /// - `request`: the claimed request that it answers, which is removed; `nil` if there is none.
    /// - Returns: false, changing nothing, if the user is gone or disabled, or somebody else has claimed the request since.
    func commitLink(
        _ link: OneTimeLinkRecord, sending mail: MailRecord?, answering request: MailRecord?
    ) async throws(StorageError) -> Bool

    /// Uses a link up, in one transaction: the account gets another password hash, and its sessions, delegations and remembered browsers
    /// end. By a link of the purpose `reset` everything else ends too by which anybody could be this person, which is passkeys, one-time
    /// codes and recovery codes.
    ///
    /// - Returns: false, changing nothing, if there is no such link (any more), or it is not good (``findLink(_:for:at:)``).
    func commitPassword(
        _ passwordHash: String, byLink digest: TokenDigest, for purpose: OneTimeLinkRecord.Purpose,
        telling mail: MailRecord?, at now: Timestamp
    ) async throws(StorageError) -> Bool

    /// Uses a link of the purpose `address` up, in one transaction: the account has that address, verified. Who has it without having
    /// proved it loses it.
    ///
    /// - `mail`: tells the address that the account had.
    /// - Returns: `.unknown`, changing nothing, if there is no such link (any more), or the account is disabled; `.emailTaken` if another
    ///   account has proved the address, and then the link is used up all the same.
    func commitAddress(
        byLink digest: TokenDigest, telling mail: MailRecord?, at now: Timestamp
    ) async throws(StorageError) -> UserOutcome

    /// An invitation; `nil` if there is none (any more) at `now`.
    func findInvitation(_ digest: TokenDigest, at now: Timestamp) async throws(StorageError) -> InvitationRecord?

    /// Keeps an invitation. Earlier ones to the same address are good no longer.
    func commitInvitation(_ invitation: InvitationRecord, sending mail: MailRecord) async throws(StorageError)

    /// Uses an invitation up, in one transaction: there is a new account. Who has its address without having proved it loses it.
    ///
    /// - Returns: `.unknown` if there is no such invitation (any more); otherwise what stands in the way, the invitation being good still,
    ///   or `.done`.
    func commitNewUser(
        _ user: UserRecord, byInvitation digest: TokenDigest, at now: Timestamp
    ) async throws(StorageError) -> UserOutcome
}
