import OAuthProtocol

/// What users have allowed clients.
package protocol ConsentStore: Sendable {
    /// - Returns: `nil` if the user never allowed this client, or consent was withdrawn.
    func findConsent(of user: UserID, to client: ClientID) async throws(StorageError) -> ConsentRecord?

    /// The user's consents, the newest first.
    func findConsents(of user: UserID) async throws(StorageError) -> [ConsentRecord]

    /// What clients can do of the user's at `now`: redeemed delegations that are neither revoked nor expired, by client
    /// and scope, in no particular order.
    func findAccess(of user: UserID, at now: Timestamp) async throws(StorageError) -> [AccessRecord]

    /// Replaces what was remembered for the same user and client. Nothing is kept if the user or that registration of
    /// the client is gone. Of dynamic clients the user has ``ConsentRecord/mostOfDynamicClients``: beyond that,
    /// as wherever a consent is kept, the ones that were used least recently are withdrawn as by `commitWithdrawal`. A use
    /// is that the user consented, that something was delegated, or that a refresh token was used.
    func commitConsent(_ consent: ConsentRecord) async throws(StorageError)

    /// Forgets the consent, revokes every delegation of the user to the client, and turns away the client's devices that
    /// the user let in and that have not come in yet.
    ///
    /// - Returns: false if there was neither consent nor a delegation that was not yet revoked.
    func commitWithdrawal(of user: UserID, from client: ClientID, at now: Timestamp) async throws(StorageError) -> Bool
}
