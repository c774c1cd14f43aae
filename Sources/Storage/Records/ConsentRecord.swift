import OAuthProtocol

/// What a user has allowed a client, remembered so that it is asked once.
package struct ConsentRecord: Sendable, Equatable {
    package let userID: UserID
    package let clientID: ClientID
    /// `ClientRecord.instance` of the client that was allowed.
    package let clientInstance: Int64
    package let scope: Scope
    /// The resources besides the server itself.
    package let resources: [ResourceIndicator]
    package let grantedAt: Timestamp

    package init(
        userID: UserID, clientID: ClientID, clientInstance: Int64, scope: Scope, resources: [ResourceIndicator],
        grantedAt: Timestamp
    ) {
        self.userID = userID
        self.clientID = clientID
        self.clientInstance = clientInstance
        self.scope = scope
        self.resources = resources
        self.grantedAt = grantedAt
    }
}
