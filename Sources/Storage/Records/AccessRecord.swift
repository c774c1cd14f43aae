import OAuthProtocol

/// What a client can do of a user's now, whoever allowed it: its live delegations of one scope, taken together.
package struct AccessRecord: Sendable, Equatable {
    package let client: ClientRegistration
    package let scope: Scope
    /// When the oldest of them was authorized.
    package let since: Timestamp

    package init(client: ClientRegistration, scope: Scope, since: Timestamp) {
        self.client = client
        self.scope = scope
        self.since = since
    }
}
