import OAuthProtocol

/// One token exchange (RFC 8693): which token came of which. The new token names this row in its `jti` and stands on the
/// subject token: whatever ends that one ends it too, and everything that was exchanged for it in turn.
package struct ExchangeRecord: Sendable, Equatable {
    package let id: ExchangeID
    /// The client that exchanged, to which the new token was issued.
    package let client: ClientRegistration
    /// `jti` of the subject token, which says what that one stands on.
    package let subjectTokenID: String
    /// The client to which the subject token was issued.
    package let subjectClientID: ClientID
    /// `jti` of the actor token, whose revocation ends the new token too; `nil` if there was none.
    package let actorTokenID: String?
    package let createdAt: Timestamp
    /// When the new token has expired for certain and the row may leave.
    package let expiresAt: Timestamp

    package init(
        id: ExchangeID, client: ClientRegistration, subjectTokenID: String, subjectClientID: ClientID,
        actorTokenID: String?, createdAt: Timestamp, expiresAt: Timestamp
    ) {
        self.id = id
        self.client = client
        self.subjectTokenID = subjectTokenID
        self.subjectClientID = subjectClientID
        self.actorTokenID = actorTokenID
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}
