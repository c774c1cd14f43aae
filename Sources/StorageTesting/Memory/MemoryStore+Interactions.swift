import OAuthProtocol
import Storage

extension MemoryStore {
    package func findInteraction(_ digest: TokenDigest) throws(StorageError) -> InteractionRecord? {
        try access(.findInteraction) { $0.interactions[digest] }
    }

    package func commitInteraction(_ interaction: InteractionRecord, within bounds: RowBounds) throws(StorageError) {
        try access(.commitInteraction) { rows in
            switch interaction.owner {
            case .network(let network):
                let anonymous = rows.interactions.compactMapValues { waiting in
                    if case .network(let network) = waiting.owner { (network, waiting.expiresAt) } else { nil }
                }
                for digest in MemoryStore.Rows.leaving(anonymous, for: network, within: bounds) {
                    rows.interactions[digest] = nil
                }
            case .user:
                let own = rows.interactions.filter { $0.value.owner == interaction.owner }.mapValues { waiting in
                    (network: [UInt8](), expiresAt: waiting.expiresAt)
                }
                let bounds = RowBounds(perNetwork: bounds.perNetwork, overAll: own.count + 1)
                for digest in MemoryStore.Rows.leaving(own, for: [], within: bounds) { rows.interactions[digest] = nil }
            }
            rows.interactions[interaction.digest] = interaction
        }
    }

    package func commitAnswer(
        _ answer: AnswerRecord, authorizing delegation: DelegationRecord?, on consent: ConsentBasis,
        within bounds: DelegationBounds
    ) throws(StorageError) -> AnswerOutcome {
        try access(.commitAnswer) { rows in
            if let earlier = rows.answers[answer.request] { return .answered(earlier) }
            if let delegation, !rows.keep(waiting: delegation, on: consent, within: bounds) { return .refused }
            let own = rows.answers.filter { answer.userID != nil && $0.value.userID == answer.userID }.mapValues {
                (network: [UInt8](), expiresAt: $0.expiresAt)
            }
            let bounds = RowBounds(perNetwork: AnswerRecord.most, overAll: AnswerRecord.most)
            for request in MemoryStore.Rows.leaving(own, for: [], within: bounds) { rows.answers[request] = nil }
            rows.answers[answer.request] = answer
            return .committed
        }
    }
}
