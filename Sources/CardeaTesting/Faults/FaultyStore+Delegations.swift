import OAuthProtocol
import Storage

extension FaultyStore {
    package func findDelegation(_ id: DelegationID) async throws(StorageError) -> DelegationStanding? {
        try pass(.findDelegation)
        return try await base.findDelegation(id)
    }

    package func commitDelegation(
        _ delegation: DelegationRecord, spending assertion: SpentAssertion?
    ) async throws(StorageError) -> DelegationOutcome {
        try pass(.commitDelegation)
        return try await base.commitDelegation(delegation, spending: assertion)
    }

    package func commitRedemption(
        of id: DelegationID, refresh: RefreshState?, expiresAt: Timestamp, at now: Timestamp,
        within bounds: DelegationBounds
    ) async throws(StorageError) -> DelegationOutcome {
        try pass(.commitRedemption)
        return try await base.commitRedemption(
            of: id, refresh: refresh, expiresAt: expiresAt, at: now, within: bounds)
    }

    package func commitRotation(
        of id: DelegationID, from generation: Int64, to refresh: RefreshState, at now: Timestamp
    ) async throws(StorageError) -> RotationOutcome {
        try pass(.commitRotation)
        return try await base.commitRotation(of: id, from: generation, to: refresh, at: now)
    }

    package func commitRevocation(of id: DelegationID, at now: Timestamp) async throws(StorageError) {
        try pass(.commitRevocation)
        try await base.commitRevocation(of: id, at: now)
    }

    package func findRevocation(ofTokenID jti: String) async throws(StorageError) -> Bool {
        try pass(.findRevocation)
        return try await base.findRevocation(ofTokenID: jti)
    }

    package func commitRevocation(ofTokenID jti: String, until expiresAt: Timestamp) async throws(StorageError) {
        try pass(.commitTokenRevocation)
        try await base.commitRevocation(ofTokenID: jti, until: expiresAt)
    }
}
