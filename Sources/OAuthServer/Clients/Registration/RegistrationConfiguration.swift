import OAuthProtocol

/// `registration.*`: whether there are dynamic clients, and what they may have.
package struct RegistrationConfiguration: Sendable, Equatable {
    /// Who may register by RFC 7591.
    package enum Policy: String, Sendable, CaseIterable {
        case off
        /// Who shows an initial access token (RFC 7591 §1.2).
        case token
        case open
    }

    package var policy = Policy.off
    /// The most that such a client may ever have; `nil` means the scopes of OpenID Connect and those of the resources that
    /// are described here.
    package var scopes: Scope?
    /// Hosts that https redirect URIs may name; `nil` means any. Loopback and private-use schemes are beside the point.
    package var redirectHosts: Set<String>?
    /// Whether a `client_id` may be the address of a metadata document.
    package var acceptsDocuments = false
    /// Hosts whose documents are believed; `nil` means any.
    package var documentHosts: Set<String>?
    /// `host:port` where a document may lie, and be named, although it is plain http (`outbound.allow`), in lower case.
    package var plainDocuments: Set<String> = []

    package init() {}
}
