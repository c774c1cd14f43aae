import OAuthProtocol

/// What a client can do of a user's now, whoever allowed it: its live delegations of one scope, taken together.
package struct AccessRecord: Sendable, Equatable {
    package let clientID: ClientID
    /// `ClientRecord.instance` of the client to which it was delegated.
    package let clientInstance: Int64
    package let scope: Scope
    /// When the oldest of them was authorized.
    package let since: Timestamp

    package init(clientID: ClientID, clientInstance: Int64, scope: Scope, since: Timestamp) {
        self.clientID = clientID
        self.clientInstance = clientInstance
        self.scope = scope
        self.since = since
    }
}
