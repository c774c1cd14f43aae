import OAuthProtocol

/// What a user has allowed a client, remembered so that it is asked once.
package struct ConsentRecord: Sendable, Equatable {
    /// How many of one user there may be for clients that brought themselves.
    package static let mostOfStrangers = 100

    package let userID: UserID
    package let clientID: ClientID
    /// `ClientRecord.instance` of the client that was allowed.
    package let clientInstance: Int64
    package let scope: Scope
    /// Names of claims that were allowed one by one, beyond those of the scope.
    package let claims: [String]
    /// The resources besides the server itself.
    package let resources: [ResourceIndicator]
    /// Where the person was told that they would be sent to, as the consent page names it.
    package let destinations: [String]
    package let grantedAt: Timestamp

    package init(
        userID: UserID, clientID: ClientID, clientInstance: Int64, scope: Scope, claims: [String] = [],
        resources: [ResourceIndicator], destinations: [String] = [], grantedAt: Timestamp
    ) {
        self.userID = userID
        self.clientID = clientID
        self.clientInstance = clientInstance
        self.scope = scope
        self.claims = claims
        self.resources = resources
        self.destinations = destinations
        self.grantedAt = grantedAt
    }
}

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
