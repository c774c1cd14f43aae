/// The clients that speak to others, by errand. Each has a lane of its own, so that slow hosts of one errand hold up no other.
package struct OutboundClients: Sendable {
    /// How many errands there are.
    static let lanes = 4

    /// Fetches the keys of trusted issuers, and what the operator's clients name.
    package let documents: GuardedClient
    /// Fetches what clients name that brought themselves.
    package let strangersDocuments: GuardedClient
    /// Posts logout tokens to the operator's clients.
    package let logouts: GuardedClient
    /// Posts logout tokens to clients that brought themselves.
    package let strangersLogouts: GuardedClient

    /// - Parameters:
    ///   - allowed: `host:port` pairs that are exempt from the guard.
    ///   - authorities: whom to trust beside the system's.
    package init(allowing allowed: some Sequence<String>, trusting authorities: TrustedAuthorities) {
        let allowed = Set(allowed)
        documents = GuardedClient(allowing: allowed, trusting: authorities, waiting: 30)
        strangersDocuments = GuardedClient(allowing: allowed, trusting: authorities)
        // Their clients are bounded where they are chosen.
        logouts = GuardedClient(allowing: allowed, trusting: authorities)
        strangersLogouts = GuardedClient(allowing: allowed, trusting: authorities)
    }
}
