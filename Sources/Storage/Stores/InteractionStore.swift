import OAuthProtocol

/// Authorization requests that wait for a person, and what was answered to them.
package protocol InteractionStore: Sendable {
    /// - Returns: `nil` if there is no such request (any more); expiry is for the caller to judge.
    func findInteraction(_ digest: TokenDigest) async throws(StorageError) -> InteractionRecord?

    /// Keeps a request that waits. What one owner has beyond `bounds` leaves, the oldest first, and so does what anonymous requests
    /// have beyond them together; what belongs to users is not touched by them.
    func commitInteraction(_ interaction: InteractionRecord, within bounds: RowBounds) async throws(StorageError)

    /// Keeps the first answer to a request, with what was authorized, in one transaction. Of
    /// one user's answers those beyond ``AnswerRecord/most`` leave, the oldest first, and their requests can be answered
    /// anew; codes are bounded as `DelegationStore` has it.
    ///
    /// - `delegation`: what `answer.delegation` names; `nil` for a refusal.
    /// - `consent`: what the user's consent to the client has to do with that.
    /// - Returns: `.committed` to exactly one caller for each request; `.refused` as `DelegationStore` has it.
    func commitAnswer(
        _ answer: AnswerRecord, authorizing delegation: DelegationRecord?, on consent: ConsentBasis,
        within bounds: DelegationBounds
    ) async throws(StorageError) -> AnswerOutcome
}

extension InteractionStore {
    /// Keeps the first answer to a request, its code within the usual bounds.
    ///
    /// - Throws: `StorageError` if the store cannot answer.
    package func commitAnswer(
        _ answer: AnswerRecord, authorizing delegation: DelegationRecord?, on consent: ConsentBasis = .none
    ) async throws(StorageError) -> AnswerOutcome {
        try await commitAnswer(answer, authorizing: delegation, on: consent, within: .waiting)
    }
}
