import OAuthProtocol

/// Delegations: where single use is decided. Each write is conditional and says what happened; none of them first reads
/// and then writes.
package protocol DelegationStore: Sendable {
    /// The delegation with its user and session; `nil` if it never was or has left.
    func findDelegation(_ id: DelegationID) async throws(StorageError) -> DelegationStanding?

    /// Keeps a new delegation, and with `assertion` spends that too, in one transaction.
    ///
    /// - `consent`: what the user's consent to the client has to do with it.
    /// - `bounds`: how many delegations of the same user there may be whose codes wait to be redeemed, this one among them
    ///   if it has one. What is beyond leaves as by ``commitRedemption(of:refresh:expiresAt:at:within:)``.
    /// - Returns: `.refused` if the user is gone or disabled, the client's registration is gone, or the session in which it
    ///   was authorized has ended or the consent was withdrawn meanwhile, so that what ended it ended this too; `.replayed` if the assertion was spent
    ///   before. Neither changes anything.
    func commitDelegation(
        _ delegation: DelegationRecord, spending assertion: SpentAssertion?, on consent: ConsentBasis,
        within bounds: DelegationBounds
    ) async throws(StorageError) -> DelegationOutcome

    /// Spends the code of `id`: sets `redeemedAt`, `refresh` and `expiresAt` where the code is not yet redeemed and the
    /// family not revoked, and forgets the `nonce`, which only the code needed. If it was redeemed before, revokes the family
    /// in the same transaction (RFC 6749 §4.1.2).
    ///
    /// - `bounds`: how many redeemed delegations of the same user there may be, this one among them. What is beyond
    ///   leaves and is dead with that: first what was revoked, then the oldest; of all clients, those of dynamic clients
    ///   before the others.
    /// - Returns: `.refused`, changing nothing, if the family is gone, has no code, or was revoked before its code was
    ///   redeemed.
    func commitRedemption(
        of id: DelegationID, refresh: RefreshState?, expiresAt: Timestamp, at now: Timestamp,
        within bounds: DelegationBounds
    ) async throws(StorageError) -> DelegationOutcome

    /// Replaces the refresh state of `id` where its generation is still `generation` and the family is not revoked.
    ///
    /// - Returns: `.superseded` if another rotation was first; nothing is revoked, since the caller decides by the time
    ///   that has passed whether that is a race or a replay.
    func commitRotation(
        of id: DelegationID, from generation: Int64, to refresh: RefreshState, at now: Timestamp
    ) async throws(StorageError) -> RotationOutcome

    /// Revokes the family. Revoking twice is not an error.
    func commitRevocation(of id: DelegationID, at now: Timestamp) async throws(StorageError)
}

extension DelegationStore {
    /// Keeps a new delegation, within the usual bounds.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func commitDelegation(
        _ delegation: DelegationRecord, spending assertion: SpentAssertion?, on consent: ConsentBasis = .none
    ) async throws(StorageError) -> DelegationOutcome {
        try await commitDelegation(delegation, spending: assertion, on: consent, within: .waiting)
    }

    /// Spends the code of `id`, within the usual bounds.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func commitRedemption(
        of id: DelegationID, refresh: RefreshState?, expiresAt: Timestamp, at now: Timestamp
    ) async throws(StorageError) -> DelegationOutcome {
        try await commitRedemption(
            of: id, refresh: refresh, expiresAt: expiresAt, at: now, within: DelegationBounds())
    }
}

/// What a user's consent to a client has to do with a delegation that is about to be kept.
package enum ConsentBasis: Sendable, Equatable {
    /// Nothing: none is needed.
    case none
    /// It was given before, and has to be there still.
    case remembered
    /// It was given for this just now, and replaces what was remembered, in the same transaction.
    case given(ConsentRecord)
}

/// How many delegations of one user there may be that are redeemed, and how many whose codes wait for that.
package struct DelegationBounds: Sendable, Equatable {
    /// To one client.
    package let perClient: Int
    /// To all clients together.
    package let overAll: Int

    /// For those whose codes wait, for a minute at the usual lifetime.
    package static let waiting = DelegationBounds(
        perClient: DelegationRecord.mostWaiting, overAll: DelegationRecord.mostWaiting)

    package init(perClient: Int = DelegationRecord.most, overAll: Int = DelegationRecord.mostOverAll) {
        self.perClient = max(1, perClient)
        self.overAll = max(1, overAll)
    }
}

/// What came of a conditional write to a delegation.
package enum DelegationOutcome: Sendable, Equatable {
    case committed
    /// Used before. For a code, the family is now revoked.
    case replayed
    /// The user, the client or the family is gone; nothing was changed.
    case refused
}

/// What came of a rotation.
package enum RotationOutcome: Sendable, Equatable {
    case committed
    /// Another rotation of the same token was first; this is where the chain stands now.
    case superseded(by: RefreshState)
    /// The family is revoked or gone; nothing was changed.
    case refused
}
