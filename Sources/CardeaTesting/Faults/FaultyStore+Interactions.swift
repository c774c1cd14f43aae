import OAuthProtocol
import Storage

extension FaultyStore {
    package func findInteraction(_ digest: TokenDigest) async throws(StorageError) -> InteractionRecord? {
        try pass(.findInteraction)
        return try await base.findInteraction(digest)
    }

    package func commitInteraction(
        _ interaction: InteractionRecord, within bounds: RowBounds
    ) async throws(StorageError) {
        try pass(.commitInteraction)
        try await base.commitInteraction(interaction, within: bounds)
    }

    package func commitAnswer(
        _ answer: AnswerRecord, authorizing delegation: DelegationRecord?, remembering consent: ConsentRecord?
    ) async throws(StorageError) -> AnswerOutcome {
        try pass(.commitAnswer)
        return try await base.commitAnswer(answer, authorizing: delegation, remembering: consent)
    }
}
