import OAuthProtocol
import Storage
import Synchronization

/// A store that fails where it is told to, and otherwise does what another one does: for showing that trouble with the
/// store is never taken for an answer (threat 11).
package final class FaultyStore: Store {
    /// A call that can be made to fail.
    package enum Call: String, CaseIterable, Sendable {
        case findClient, findClients, commitNewClient, commitClient, commitRemovalOfClient, commitUseOfClients
        case commitRemovalOfClients, commitReplacement, findDismissal
        case findUserByID, findUserByLogin, findUsers, commitNewUser, commitProfile, commitPassword, commitRehash
        case commitDisabled, commitRemovalOfUser
        case findSession, commitSession, commitUseOfSession, commitEnd, findSessions
        case findInteraction, commitInteraction, commitAnswer
        case findConsent, findConsents, findAccess, commitConsent, commitWithdrawal
        case findDelegation, commitDelegation, commitRedemption, commitRotation, commitRevocation
        case findRevocation, commitTokenRevocation
        case commitSpending, findUserBySubject, findFederation, commitNewcomer
        case findExchange, commitExchange
        case findSigningKeys, commitSigningKeys
        case commitAttempt, commitSuccess, commitReturn
        case findPendingLogoutNotices, findDueLogoutNotices, commitClaimOfLogoutNotice, commitRemovalOfLogoutNotice
        case commitPostponementOfLogoutNotice
        case findDeviceAuthorization, findDeviceAuthorizationByUserCode, commitDeviceAuthorization, commitApproval
        case commitDenial, commitDelegationOfDevice
        case ping, commitRemovalOfExpired
    }

    private struct State {
        var failing: Call?
        var error = StorageError(.unavailable, "the disk is on holiday")
        var failures = 0
    }

    let base: any Store
    private let state = Mutex(State())

    /// - Parameter base: does what does not fail.
    package init(_ base: any Store) {
        self.base = base
    }

    /// How many calls have failed since `fail` was last told.
    package var failures: Int { state.withLock { $0.failures } }

    /// From now on every such call fails, changing nothing; `nil` mends the store.
    package func fail(_ call: Call?, with code: StorageError.Code = .unavailable) {
        state.withLock { $0 = State(failing: call, error: StorageError(code, "the disk is on holiday")) }
    }

    /// - Throws: if it is this call's turn to fail.
    func pass(_ call: Call) throws(StorageError) {
        let error = state.withLock { state -> StorageError? in
            guard state.failing == call else { return nil }
            state.failures += 1
            return state.error
        }
        if let error { throw error }
    }

    package func ping() async throws(StorageError) {
        try pass(.ping)
        try await base.ping()
    }

    package func commitRemovalOfExpired(at now: Timestamp, limit: Int) async throws(StorageError) -> Int {
        try pass(.commitRemovalOfExpired)
        return try await base.commitRemovalOfExpired(at: now, limit: limit)
    }

    package func close() async {
        await base.close()
    }
}
