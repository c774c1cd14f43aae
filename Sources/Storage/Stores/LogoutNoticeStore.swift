import OAuthProtocol

/// Notices of sessions that ended, for the clients that want to know. The transaction that ends a session puts them
/// there, one for each client that has `backchannel_logout_uri` and a delegation that was authorized in the session,
/// redeemed, and not revoked before: so none is lost and none is made up.
package protocol LogoutNoticeStore: Sendable {
    /// How many notices wait.
    func findPendingLogoutNotices() async throws(StorageError) -> Int

    /// At most `limit` notices that are due, the longest due first, but none for a client of `busy`. One that would be due
    /// later than any is due now (``DeliverySchedule.latestDue(at:)``).
    ///
    /// - `dynamic`: true gives those for dynamic clients only, false those for all others, a
    ///   client that is gone included; `nil` gives both.
    func findDueLogoutNotices(
        ofDynamicClients dynamic: Bool?, sparing busy: Set<ClientID>, limit: Int, at now: Timestamp
    ) async throws(StorageError) -> [LogoutNoticeRecord]

    /// Claims a notice that was found due: counts one more attempt, and lets nobody else find it due before `lease`. If
    /// whoever claimed it is never heard of again, it is due then.
    ///
    /// - Returns: the notice as it is now; `nil` if somebody else claimed it first, or it is gone.
    func commitClaim(
        of notice: LogoutNoticeRecord, until lease: Timestamp
    ) async throws(StorageError) -> LogoutNoticeRecord?

    /// Removes a claimed notice: the client was told, or never will be. Changes nothing if somebody else claimed it since.
    func commitRemoval(of notice: LogoutNoticeRecord) async throws(StorageError)

    /// Lets a claimed notice be due again at `dueAt`, and the same client's others not before: a client that does not
    /// answer keeps nobody else waiting, however many notices it has. Changes nothing if somebody else claimed it since.
    func commitPostponement(of notice: LogoutNoticeRecord, until dueAt: Timestamp) async throws(StorageError)
}

extension LogoutNoticeStore {
    /// Due notices, whoever the clients are.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func findDueLogoutNotices(
        sparing busy: Set<ClientID>, limit: Int, at now: Timestamp
    ) async throws(StorageError) -> [LogoutNoticeRecord] {
        try await findDueLogoutNotices(ofDynamicClients: nil, sparing: busy, limit: limit, at: now)
    }
}
