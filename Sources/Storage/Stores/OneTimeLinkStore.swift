import OAuthProtocol

/// Links that serve once.
package protocol OneTimeLinkStore: Sendable {
    /// The person whom a link is for; `nil` if there is no such link (any more) at `now`, or the account is disabled.
    func findUser(
        ofLink digest: TokenDigest, for purpose: OneTimeLinkRecord.Purpose, at now: Timestamp
    ) async throws(StorageError) -> UserRecord?

    /// Keeps a link. Earlier ones of the same person for the same purpose are good no longer.
    ///
    /// - Returns: false, changing nothing, if the user is gone or disabled.
    func commitLink(_ link: OneTimeLinkRecord) async throws(StorageError) -> Bool

    /// Uses a link of the purpose `reset` up, in one transaction: the account gets another password hash, and everything else by which
    /// anybody could be this person ends, which is sessions, delegations, passkeys, one-time codes, recovery codes and remembered
    /// browsers.
    ///
    /// - Returns: false, changing nothing, if there is no such link (any more), or the account is disabled.
    func commitReset(
        byLink digest: TokenDigest, to passwordHash: String, at now: Timestamp
    ) async throws(StorageError) -> Bool
}
