import OAuthProtocol
import Storage

extension SQLiteStore {
    package func findInteraction(_ digest: TokenDigest) throws(StorageError) -> InteractionRecord? {
        try read { connection throws(StorageError) in
            try connection.first(
                "SELECT user_id, network, request, expires_at FROM waiting_requests WHERE digest = ?", digest,
                read: { row throws(StorageError) in
                    let user: UserID? = try row.optional()
                    let network: [UInt8]? = try row.optional()
                    return InteractionRecord(
                        digest: digest, owner: user.map { .user($0) } ?? .network(network ?? []),
                        request: try row.value(), expiresAt: try row.value())
                })
        }
    }

    package func commitInteraction(
        _ interaction: InteractionRecord, within bounds: RowBounds
    ) async throws(StorageError) {
        try await write { connection throws(StorageError) in
            var owner: (user: UserID?, network: [UInt8]?)
            switch interaction.owner {
            case .network(let network):
                owner.network = network
                try connection.makeRoom(
                    in: "waiting_requests", where: "network IS NOT NULL", for: network, within: bounds)
            case .user(let user):
                owner.user = user
                try connection.run(
                    """
                    DELETE FROM waiting_requests WHERE digest IN (
                        SELECT digest FROM waiting_requests WHERE user_id = ?
                        ORDER BY expires_at DESC, digest LIMIT -1 OFFSET ?)
                    """,
                    user, Int64(bounds.perNetwork - 1))
            }
            try connection.run(
                """
                INSERT OR REPLACE INTO waiting_requests (digest, user_id, network, request, expires_at)
                VALUES (?, ?, ?, ?, ?)
                """,
                interaction.digest, owner.user, owner.network, interaction.request, interaction.expiresAt)
        }
    }

    package func commitAnswer(
        _ answer: AnswerRecord, authorizing delegation: DelegationRecord?, remembering consent: ConsentRecord?
    ) async throws(StorageError) -> AnswerOutcome {
        try await write { connection throws(StorageError) in
            let earlier = try connection.first(
                "SELECT session_id, delegation_id, expires_at FROM answers WHERE request = ?", answer.request,
                read: { row throws(StorageError) in
                    AnswerRecord(
                        request: answer.request, session: try row.value(), delegation: try row.optional(),
                        expiresAt: try row.value())
                })
            if let earlier { return .answered(earlier) }
            if let delegation, try !connection.insert(delegation) { return .refused }
            if let consent { try connection.keep(consent) }
            try connection.run(
                "INSERT INTO answers (request, session_id, delegation_id, expires_at) VALUES (?, ?, ?, ?)",
                answer.request, answer.session, answer.delegation, answer.expiresAt)
            return .committed
        }
    }
}
