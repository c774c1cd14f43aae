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
        let (outcome, full) = try await writeApart { connection in
            // As many others as may come between are taken to be there.
            let writers = connection.dialect.writers
            let redeemed = CountedDelegations.redeemed
            let full: Int64? = try connection.value(
                """
                UPDATE delegations
                SET redeemed_at = ?, refresh_generation = ?, refresh_rotated_at = ?, refresh_expires_at = ?,
                    expires_at = ?, nonce = NULL
                WHERE id = ? AND redeemed_at IS NULL AND revoked_at IS NULL AND code_digest IS NOT NULL
                RETURNING (
                    SELECT
                        CASE WHEN count(CASE WHEN others.client_id = delegations.client_id THEN 1 END) > ?
                            THEN \(FullBounds.perClient.rawValue) ELSE 0 END
                        + CASE WHEN count(*) > ? THEN \(FullBounds.overAll.rawValue) ELSE 0 END
                    FROM (SELECT user_id, client_id FROM delegations \(connection.dialect.indexed(by: redeemed.index))
                        WHERE \(redeemed.condition)) AS others
                    WHERE others.user_id = delegations.user_id)
                """,
                now, refresh?.generation, refresh?.rotatedAt, refresh?.expiresAt, expiresAt, id,
                Int64(bounds.perClient - writers), Int64(bounds.overAll - writers))
            if let full { return (DelegationOutcome.committed, FullBounds(rawValue: full)) }
            let replayed = try connection.run(
                """
                UPDATE delegations SET revoked_at = coalesce(revoked_at, ?)
                WHERE id = ? AND redeemed_at IS NOT NULL AND code_digest IS NOT NULL
                """,
                now, id)
            return (replayed == 1 ? .replayed : .refused, [])
        }
        // Apart from it, since most have room: a server that ends in between leaves one too many until the next.
        if !full.isEmpty {
            try await writeApart { try $0.makeRoom(for: .redeemed, beside: id, within: bounds, where: full) }
        }
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

/// The bounds that are reached.
struct FullBounds: OptionSet {
    static let perClient = FullBounds(rawValue: 1)
    static let overAll = FullBounds(rawValue: 2)

    let rawValue: Int64
}

/// Delegations that are counted together, by an index of all of a user's that is made of the words here.
struct CountedDelegations {
    /// How far one has come: 2 once its code is redeemed, 1 while it waits, 0 without one.
    static let phase = "CASE WHEN redeemed_at IS NOT NULL THEN 2 WHEN code_digest IS NOT NULL THEN 1 ELSE 0 END"

    /// When it was revoked; all that are alive come after those that are not.
    static let revocation = "coalesce(revoked_at, \(Int64.max))"

    static let redeemed = CountedDelegations(condition: "\(phase) = 2")
    /// Those whose code waits to be redeemed.
    static let waiting = CountedDelegations(condition: "\(phase) = 1")

    let condition: String
    let index = "delegations_of_user"
}

extension Connection {
    /// Has those delegations leave that are beyond the bounds of the user and the client of one that became one of `counted`
    /// now, as far as those are `full`: first those that were revoked, and then, of all clients', those of dynamic ones. What is
    /// counted is a part of an index, and no more of it than the bounds. For one user it is done by one at a time, so that none
    /// leaves for whom there is room.
    func makeRoom(
        for counted: CountedDelegations, beside id: DelegationID, within bounds: DelegationBounds,
        where full: FullBounds = [.perClient, .overAll]
    ) throws(StorageError) {
        let ofUser = "user_id = (SELECT user_id FROM delegations WHERE id = ?1) AND \(counted.condition)"
        let ofClient = "\(ofUser) AND client_id = (SELECT client_id FROM delegations WHERE id = ?1)"
        if let lock = dialect.rowLock {
            try perform("SELECT 1 FROM users WHERE id = (SELECT user_id FROM delegations WHERE id = ?) \(lock)", id)
        }
        if full.contains(.perClient) {
            try keep(
                bounds.perClient, of: counted, where: ofClient, beside: id,
                leaving: "\(CountedDelegations.revocation), rowid")
        }
        if full.contains(.overAll) {
            let isOfOwnClient = """
                CASE WHEN EXISTS (SELECT 1 FROM clients WHERE clients.id = client_id
                    AND origin IN \(ClientRecord.Origin.dynamic)) THEN 0 ELSE 1 END
                """
            try keep(
                bounds.overAll, of: counted, where: ofUser, beside: id,
                leaving: "\(CountedDelegations.revocation), \(isOfOwnClient), rowid")
        }
    }

    /// Has delegations leave for which `condition` holds, all but so many, in an order.
    private func keep(
        _ most: Int, of counted: CountedDelegations, where condition: String, beside id: DelegationID,
        leaving order: String
    ) throws(StorageError) {
        let there = "FROM delegations \(dialect.indexed(by: counted.index)) WHERE \(condition)"
        try perform(
            """
            DELETE FROM delegations WHERE id IN (
                SELECT id \(there) AND id <> ?1 ORDER BY \(order)
                LIMIT \(dialect.greatest)((SELECT count(*) \(there)) - ?2, 0))
            """,
            id, Int64(most))
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
