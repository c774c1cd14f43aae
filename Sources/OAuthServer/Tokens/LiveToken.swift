import OAuthProtocol
import Storage

/// An access token that is alive, and whose it is. Only the verifier makes one.
package struct LiveToken: Sendable {
    /// Whom the token is about.
    package enum Holder: Sendable {
        /// A client that got it for itself, or from which it was exchanged.
        case client(ClientID)
        /// The delegation is `nil` for an exchanged token, which has none of its own, and neither has it a session. The
        /// session is also `nil` if it has ended, or there was none.
        case user(UserRecord, DelegationRecord?, SessionRecord?)

        /// The same person or client as whoever holds a token that this one was exchanged for knows them.
        var exchanged: Holder {
            switch self {
            case .client: self
            case .user(let user, _, _): .user(user, nil, nil)
            }
        }
    }

    package let token: AccessToken
    /// The client that it was issued to.
    package let client: ClientRecord
    package let holder: Holder
    /// How many exchanges (RFC 8693) lie between it and the grant that it came of.
    package let exchanges: Int
    /// What was answered about it.
    let answers = KeptAnswers()
    /// What the token may be used for: what it says, as far as every client that it came by may still have it.
    package let scope: Scope

    /// - `ceiling`: the most that the clients may still have that it came by.
    init(token: AccessToken, client: ClientRecord, holder: Holder, ceiling: Scope, exchanges: Int) {
        self.token = token
        self.client = client
        self.holder = holder
        scope = token.scope.intersection(ceiling)
        self.exchanges = exchanges
    }
}
