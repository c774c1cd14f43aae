import OAuthProtocol

/// Messages that must still be handed to the mail server. Most are put there by what causes them.
package protocol MailStore: Sendable {
    /// How many messages of these kinds wait.
    func findPendingMails(of kinds: [MailRecord.Kind]) async throws(StorageError) -> Int

    /// At most `limit` of these kinds that are due, the longest due first, but none to a host of `busy`. One that would be due later than
    /// any is due now (``DeliverySchedule/latestDue(at:)``).
    func findDueMails(
        of kinds: [MailRecord.Kind], sparing busy: Set<String>, limit: Int, at now: Timestamp
    ) async throws(StorageError) -> [MailRecord]

    /// Keeps a message that anybody may cause.
    ///
    /// - Returns: false, changing nothing, if as many wait of that kind as may (``MailRecord/most``).
    func commitRequested(_ mail: MailRecord) async throws(StorageError) -> Bool

    /// Claims a message that was found due: counts one more attempt, and lets nobody else find it due before `lease`. If whoever
    /// claimed it is never heard of again, it is due then.
    ///
    /// - Returns: the message as it is now; `nil` if somebody else claimed it first, or it is gone.
    func commitClaim(of mail: MailRecord, until lease: Timestamp) async throws(StorageError) -> MailRecord?

    /// Removes a claimed message: it was handed over, or never will be. Changes nothing if somebody else claimed it since.
    func commitRemoval(of mail: MailRecord) async throws(StorageError)

    /// Lets a claimed message be due again at `dueAt`. Changes nothing if somebody else claimed it since.
    func commitPostponement(of mail: MailRecord, until dueAt: Timestamp) async throws(StorageError)
}

extension MailStore {
    /// Due messages, whatever they say and whomever they go to.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func findDueMails(limit: Int, at now: Timestamp) async throws(StorageError) -> [MailRecord] {
        try await findDueMails(of: MailRecord.Kind.allCases, sparing: [], limit: limit, at: now)
    }
}
