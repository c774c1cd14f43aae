import OAuthProtocol
import OAuthServer
import Outbound

/// The clients that speak to others, by purpose. Each has a limit of its own, so that slow hosts of one hold up no other.
struct OutboundClients: Sendable {
    /// Fetches the keys of trusted issuers, and what the operator's clients name.
    let documents: OutboundClient
    /// Fetches what clients name that brought themselves.
    let strangersDocuments: OutboundClient
    /// Posts logout tokens to the operator's clients.
    let logouts: OutboundClient
    /// Posts logout tokens to clients that brought themselves.
    let strangersLogouts: OutboundClient

    /// - Parameters:
    ///   - allowed: `host:port` pairs that are exempt from the guard.
    ///   - authorities: whom to trust beside the system's.
    init(allowing allowed: some Sequence<String>, trusting authorities: TrustedAuthorities) {
        let allowed = Set(allowed)
        documents = OutboundClient(allowing: allowed, trusting: authorities, waiting: 30)
        strangersDocuments = OutboundClient(allowing: allowed, trusting: authorities)
        // Their clients are bounded where they are chosen.
        logouts = OutboundClient(allowing: allowed, trusting: authorities)
        strangersLogouts = OutboundClient(allowing: allowed, trusting: authorities)
    }
}
