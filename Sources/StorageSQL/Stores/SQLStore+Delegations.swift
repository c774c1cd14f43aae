import OAuthProtocol
import Storage

extension SQLStore {
    package func findDelegation(_ id: DelegationID) async throws(StorageError) -> DelegationStanding? {
        try await read { try $0.first("WHERE delegations.id = ?", id) }
    }

    package func commitDelegation(
        _ delegation: DelegationRecord, spending assertion: SpentAssertion?, on consent: ConsentBasis,
        within bounds: DelegationBounds
    ) async throws(StorageError) -> DelegationOutcome {
        try await write { connection in
            if let assertion, try connection.isSpent(assertion) { return .replayed }
            guard try connection.keep(waiting: delegation, on: consent, within: bounds) else { return .refused }
            if let assertion { try connection.put(assertion) }
            return .committed
        }
    }

    package func commitRedemption(
        of id: DelegationID, refresh: RefreshState?, expiresAt: Timestamp, at now: Timestamp,
        within bounds: DelegationBounds
    ) async throws(StorageError) -> DelegationOutcome {
        let (outcome, isFull) = try await writeApart { connection in
            let others = """
                SELECT count(*) FROM delegations AS others \(connection.dialect.indexed(by: CountedDelegations.redeemed.index))
                WHERE others.redeemed_at IS NOT NULL
                """
            let isFull: Bool? = try connection.value(
                """
                UPDATE delegations
                SET redeemed_at = ?, refresh_generation = ?, refresh_rotated_at = ?, refresh_expires_at = ?,
                    expires_at = ?, nonce = NULL
                WHERE id = ? AND redeemed_at IS NULL AND revoked_at IS NULL AND code_digest IS NOT NULL
                RETURNING CASE WHEN
                    (\(others) AND others.user_id = delegations.user_id AND others.client_id = delegations.client_id) >= ?
                    OR (\(others) AND others.user_id = delegations.user_id) >= ? THEN 1 ELSE 0 END
                """,
                now, refresh?.generation, refresh?.rotatedAt, refresh?.expiresAt, expiresAt, id,
                Int64(bounds.perClient), Int64(bounds.overAll))
            if let isFull { return (DelegationOutcome.committed, isFull) }
            let replayed = try connection.run(
                """
                UPDATE delegations SET revoked_at = coalesce(revoked_at, ?)
                WHERE id = ? AND redeemed_at IS NOT NULL AND code_digest IS NOT NULL
                """,
                now, id)
            return (replayed == 1 ? .replayed : .refused, false)
        }
        // Apart from it, since most have room: a server that ends in between leaves one too many until the next.
        if isFull { try await write { try $0.makeRoom(for: .redeemed, beside: id, within: bounds) } }
        return outcome
    }

    package func commitRotation(
        of id: DelegationID, from generation: Int64, to refresh: RefreshState, at now: Timestamp
    ) async throws(StorageError) -> RotationOutcome {
        try await writeApart { connection in
            let rotated = try connection.run(
                """
                UPDATE delegations SET refresh_generation = ?, refresh_rotated_at = ?, refresh_expires_at = ?
                WHERE id = ? AND refresh_generation = ? AND revoked_at IS NULL
                """,
                refresh, id, generation)
            if rotated == 1 { return .committed }
            let standing: RefreshState? = try connection.first(
                "WHERE id = ? AND revoked_at IS NULL AND refresh_generation IS NOT NULL", id)
            return standing.map { .superseded(by: $0) } ?? .refused
        }
    }

    package func commitRevocation(of id: DelegationID, at now: Timestamp) async throws(StorageError) {
        _ = try await writeApart {
            try $0.run("UPDATE delegations SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", now, id)
        }
    }
}

/// Delegations that are counted together, by an index of their own.
struct CountedDelegations {
    let condition: String
    let index: String

    static let redeemed = CountedDelegations(condition: "redeemed_at IS NOT NULL", index: "delegations_redeemed")
    /// Those whose code waits to be redeemed.
    static let waiting = CountedDelegations(
        condition: "redeemed_at IS NULL AND code_digest IS NOT NULL", index: "delegations_waiting")
}

extension Connection {
    /// Has those delegations leave that are beyond the bounds of the user and the client of one that became one of `counted`
    /// now. What is counted is an index, and no more of it than the bounds; what leaves is taken in the order of an index, so
    /// that nothing is sorted.
    func makeRoom(
        for counted: CountedDelegations, beside id: DelegationID, within bounds: DelegationBounds
    ) throws(StorageError) {
        let ofUser = "user_id = (SELECT user_id FROM delegations WHERE id = ?1) AND \(counted.condition)"
        let ofClient = "\(ofUser) AND client_id = (SELECT client_id FROM delegations WHERE id = ?1)"
        let revoked = ("revoked_at IS NOT NULL", "revoked_at, rowid")
        let dynamicClients = (
            "EXISTS (SELECT 1 FROM clients WHERE clients.id = client_id AND origin IN \(ClientRecord.Origin.dynamic))",
            "rowid"
        )
        try keep(
            bounds.perClient, of: counted, where: ofClient, beside: id, by: counted.index,
            leaving: [revoked, ("revoked_at IS NULL", "rowid")])
        try keep(
            bounds.overAll, of: counted, where: ofUser, beside: id, by: "delegations_by_user",
            leaving: [revoked, dynamicClients, ("true", "rowid")])
    }

    /// Has delegations leave for which `condition` holds, all but so many: first those of the first kind.
    private func keep(
        _ most: Int, of counted: CountedDelegations, where condition: String, beside id: DelegationID, by index: String,
        leaving kinds: [(condition: String, order: String)]
    ) throws(StorageError) {
        let count: Int64? = try value(
            "SELECT count(*) FROM delegations \(dialect.indexed(by: counted.index)) WHERE \(condition)", id)
        var excess = Int(clamping: count ?? 0) - most
        for kind in kinds where excess > 0 {
            excess -= try run(
                """
                DELETE FROM delegations WHERE rowid IN (
                    SELECT rowid FROM delegations \(dialect.indexed(by: index))
                    WHERE \(condition) AND id <> ?1 AND \(kind.condition) ORDER BY \(kind.order) LIMIT ?2)
                """,
                id, Int64(excess))
        }
    }

    /// Keeps a delegation, and if it has a code that waits to be redeemed, no more of those than there may be. To count many is
    /// work, so that is done once for every hundredth part of what may be there.
    ///
    /// - Returns: false if the user is gone or disabled, the client's registration is gone, the session has ended, or the
    ///   consent that it stands on was withdrawn.
    func keep(
        waiting delegation: DelegationRecord, on consent: ConsentBasis, within bounds: DelegationBounds
    ) throws(StorageError) -> Bool {
        if consent == .remembered, try !isConsented(to: delegation.client, by: delegation.userID) { return false }
        guard let number = try insertedNumber(of: delegation) else { return false }
        if delegation.code != nil, number % Int64(max(bounds.perClient / 100, 1)) == 0 {
            try makeRoom(for: .waiting, beside: delegation.id, within: bounds)
        }
        if case .given(let consent) = consent { try keep(consent) }
        return true
    }

    /// - Returns: false if the user is gone or disabled, the client's registration is gone, or the session has ended.
    func keep(_ delegation: DelegationRecord) throws(StorageError) -> Bool {
        try insertedNumber(of: delegation) != nil
    }

    /// - Returns: the number of its row; `nil`, changing nothing, where `keep` returns false.
    private func insertedNumber(of delegation: DelegationRecord) throws(StorageError) -> Int64? {
        let insertion = DelegationRecord.columns.insertion(
            where: """
                EXISTS (SELECT 1 FROM users WHERE id = :user_id AND disabled = 0)
                AND EXISTS (SELECT 1 FROM clients WHERE id = :client_id AND instance = :client_instance)
                AND (:session_id IS NULL
                    OR EXISTS (SELECT 1 FROM sessions WHERE id = :session_id AND user_id = :user_id))
                """)
        return try value("\(insertion) RETURNING rowid", delegation)
    }
}
