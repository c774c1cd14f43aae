import OAuthProtocol

/// What somebody answered to an authorization request that waited for them: kept while the request could be answered again,
/// so that the same form, sent twice, leads where it led first.
package struct AnswerRecord: Sendable, Equatable {
    /// How many of one person there may be.
    package static let most = 200

    /// Digest of the request's identifier.
    package let request: TokenDigest
    /// The session in which it was answered; no other is led there.
    package let session: SessionID
    /// Whose session it is; `nil` for what a server wrote that did not note it.
    package let userID: UserID?
    /// What was authorized; `nil` for a refusal.
    package let delegation: DelegationID?
    package let expiresAt: Timestamp

    package init(
        request: TokenDigest, session: SessionID, userID: UserID?, delegation: DelegationID?, expiresAt: Timestamp
    ) {
        self.request = request
        self.session = session
        self.userID = userID
        self.delegation = delegation
        self.expiresAt = expiresAt
    }
}

/// What came of an answer.
package enum AnswerOutcome: Sendable, Equatable {
    case committed
    /// The request was answered before, so.
    case answered(AnswerRecord)
    /// The user or the client is gone; nothing was changed.
    case refused
}
