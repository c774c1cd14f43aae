import OAuthProtocol
import Storage

extension SQLStore {
    package func findInteraction(_ digest: TokenDigest) async throws(StorageError) -> InteractionRecord? {
        try await read { try $0.first("WHERE digest = ?", digest) }
    }

    package func commitInteraction(
        _ interaction: InteractionRecord, within bounds: RowBounds
    ) async throws(StorageError) {
        try await write { connection in
            switch interaction.owner {
            case .network(let network):
                try connection.makeRoom(
                    in: "waiting_requests", where: "network IS NOT NULL", for: network, within: bounds)
            case .user(let user):
                try connection.keepLast(
                    bounds.perNetwork - 1, in: "waiting_requests", key: "digest", where: "user_id = ?", user)
            }
            try connection.put(interaction, replacing: "digest")
        }
    }

    package func commitAnswer(
        _ answer: AnswerRecord, authorizing delegation: DelegationRecord?, on consent: ConsentBasis,
        within bounds: DelegationBounds
    ) async throws(StorageError) -> AnswerOutcome {
        try await write { connection in
            let earlier: AnswerRecord? = try connection.first("WHERE request = ?", answer.request)
            if let earlier { return .answered(earlier) }
            if let delegation, try !connection.keep(waiting: delegation, on: consent, within: bounds) {
                return .refused
            }
            if let user = answer.userID {
                try connection.keepLast(
                    AnswerRecord.most - 1, in: "answers", key: "request", where: "user_id = ?", user)
            }
            try connection.put(answer)
            return .committed
        }
    }
}
