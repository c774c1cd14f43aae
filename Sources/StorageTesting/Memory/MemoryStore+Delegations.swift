import OAuthProtocol
import Storage

extension MemoryStore {
    package func findDelegation(_ id: DelegationID) throws(StorageError) -> DelegationStanding? {
        try access(.findDelegation) { rows in
            rows.delegations[id].map { delegation in
                DelegationStanding(
                    delegation: delegation, user: rows.users[delegation.userID],
                    session: delegation.sessionID.flatMap { rows.sessions[$0] })
            }
        }
    }

    package func commitDelegation(
        _ delegation: DelegationRecord, spending assertion: SpentAssertion?, on consent: ConsentBasis,
        within bounds: DelegationBounds
    ) throws(StorageError) -> DelegationOutcome {
        try access(.commitDelegation) { rows in
            if let assertion, rows.spentAssertions[assertion.digest] != nil { return .replayed }
            guard rows.keep(waiting: delegation, on: consent, within: bounds) else { return .refused }
            if let assertion { _ = rows.spend(assertion) }
            return .committed
        }
    }

    package func commitRedemption(
        of id: DelegationID, refresh: RefreshState?, expiresAt: Timestamp, at now: Timestamp,
        within bounds: DelegationBounds
    ) throws(StorageError) -> DelegationOutcome {
        try access(.commitRedemption) { rows in
            guard var delegation = rows.delegations[id], delegation.code != nil else { return .refused }
            if delegation.redeemedAt != nil {
                delegation.revokedAt = delegation.revokedAt ?? now
                rows.delegations[id] = delegation
                return .replayed
            }
            if delegation.revokedAt != nil { return .refused }
            delegation.redeemedAt = now
            delegation.refresh = refresh
            delegation.expiresAt = expiresAt
            delegation.code?.nonce = nil
            rows.keep(redeemed: delegation, within: bounds)
            return .committed
        }
    }

    package func commitRotation(
        of id: DelegationID, from generation: Int64, to refresh: RefreshState, at now: Timestamp
    ) throws(StorageError) -> RotationOutcome {
        try access(.commitRotation) { rows in
            guard let delegation = rows.delegations[id], delegation.revokedAt == nil, let standing = delegation.refresh
            else { return .refused }
            guard standing.generation == generation else { return .superseded(by: standing) }
            rows.delegations[id]?.refresh = refresh
            return .committed
        }
    }

    package func commitRevocation(of id: DelegationID, at now: Timestamp) throws(StorageError) {
        try access(.commitRevocation) { rows in _ = rows.revoke(at: now) { $0.id == id } }
    }
}

extension MemoryStore.Rows {
    /// Keeps a new delegation, and if it has a code that waits to be redeemed, no more of those than there may be.
    ///
    /// - Returns: false, changing nothing, if the user is gone or disabled, the client's registration is gone, the session has
    ///   ended, or the consent that it stands on was withdrawn.
    mutating func keep(
        waiting delegation: DelegationRecord, on consent: ConsentBasis, within bounds: DelegationBounds
    ) -> Bool {
        let remembered = consents.first { $0.userID == delegation.userID && $0.client == delegation.client }
        if consent == .remembered, remembered == nil { return false }
        guard keep(delegation) else { return false }
        if case .given(let consent) = consent { keep(consent) }
        if delegation.code != nil {
            makeRoom(beside: delegation, within: bounds) { $0.redeemedAt == nil && $0.code != nil }
        }
        return true
    }

    /// Keeps a delegation that is redeemed now, and no more of its user with it than there may be.
    mutating func keep(redeemed delegation: DelegationRecord, within bounds: DelegationBounds) {
        delegations[delegation.id] = delegation
        makeRoom(beside: delegation, within: bounds) { $0.redeemedAt != nil }
    }

    private mutating func makeRoom(
        beside delegation: DelegationRecord, within bounds: DelegationBounds,
        where isCounted: (DelegationRecord) -> Bool
    ) {
        let others = delegations.values.filter {
            $0.userID == delegation.userID && isCounted($0) && $0.id != delegation.id
        }
        let lastToLeave = others.filter { $0.client.id == delegation.client.id }.sorted { left, right in
            guard (left.revokedAt == nil) == (right.revokedAt == nil) else { return left.revokedAt == nil }
            return left.createdAt > right.createdAt
        }
        for other in lastToLeave.dropFirst(bounds.perClient - 1) { delegations[other.id] = nil }
        let last = others.filter { delegations[$0.id] != nil }.sorted { left, right in
            guard (left.revokedAt == nil) == (right.revokedAt == nil) else { return left.revokedAt == nil }
            if left.revokedAt == nil, isDynamic(left.client.id) != isDynamic(right.client.id) {
                return isDynamic(right.client.id)
            }
            return left.createdAt > right.createdAt
        }
        for other in last.dropFirst(bounds.overAll - 1) { delegations[other.id] = nil }
    }
}
