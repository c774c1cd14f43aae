import OAuthProtocol

/// All that the server asks of an engine. An engine is right when it passes `StorageConformance`; callers name this
/// protocol or one of its parts and never an engine.
package protocol Store: ClientStore, UserStore, SessionStore, InteractionStore, ConsentStore, DelegationStore,
    RevokedTokenStore, SigningKeyStore, AttemptStore, LogoutNoticeStore, AssertionStore, FederatedSubjectStore,
    ExchangeStore, DeviceAuthorizationStore, SecurityEpochStore, SecondFactorStore, PasskeyStore,
    OneTimeLinkStore, MailStore
{
    /// How often this process has changed something. What it read of the store while this stays the same has not been changed
    /// by it since; counted before the change is answered.
    var changes: Int { get }

    /// Answers if the database can be read and has the schema that this program needs, and if what was last to be written
    /// could be.
    func ping() async throws(StorageError)

    /// Removes at most `limit` expired rows of each kind. A revocation that is yet to come was written by a clock that was
    /// ahead, and becomes one of `now`, so that whoever registers from now on is welcome again.
    ///
    /// - Returns: how many rows left; `limit` or more means that there may be more.
    func commitRemovalOfExpired(at now: Timestamp, limit: Int) async throws(StorageError) -> Int

    /// Finishes what waits to be written and closes. No call may follow.
    func close() async
}
