import OAuthProtocol

/// What a user has allowed a client, remembered so that it is asked once.
package struct ConsentRecord: Sendable, Equatable {
    /// How many of one user there may be for dynamic clients.
    package static let mostOfDynamicClients = 100

    package let userID: UserID
    package let client: ClientRegistration
    package let scope: Scope
    /// Names of claims that were allowed one by one, beyond those of the scope.
    package let claims: [String]
    /// The resources besides the server itself.
    package let resources: [ResourceIndicator]
    /// Where the person was told that they would be sent to, as the consent page names it.
    package let destinations: [String]
    package let grantedAt: Timestamp

    package init(
        userID: UserID, client: ClientRegistration, scope: Scope, claims: [String] = [],
        resources: [ResourceIndicator], destinations: [String] = [], grantedAt: Timestamp
    ) {
        self.userID = userID
        self.client = client
        self.scope = scope
        self.claims = claims
        self.resources = resources
        self.destinations = destinations
        self.grantedAt = grantedAt
    }
}
