import OAuthProtocol

/// One of `exchange[]`: which tokens a client may exchange for which (RFC 8693). Without a policy nobody may.
package struct ExchangePolicy: Sendable, Equatable {
    /// The client that may exchange.
    package var client: ClientID
    /// The subject token must be for one of these; empty means the server itself, which is what a token is for that was
    /// made without a `resource`.
    package var subjectAudience: [ResourceIndicator] = []
    /// What the new token may be for; never empty.
    package var resources: [ResourceIndicator]
    /// The most that the new token may have of the subject token's scope; `nil` means all of it.
    package var scopes: Scope?
    /// Whether the new token says who acts (`act`): true is delegation, false impersonation (RFC 8693 §1.1). Where
    /// somebody acted before, it does in any case.
    package var delegation = false

    package init(client: ClientID, resources: [ResourceIndicator]) {
        self.client = client
        self.resources = resources
    }
}
