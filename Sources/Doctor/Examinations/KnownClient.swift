import OAuthProtocol

/// A client that the server knows, with which more can be tried.
package struct KnownClient: Hashable, Sendable {
    package let id: String
    /// `nil` to leave it out of requests, which is good if exactly one is registered (RFC 6749 §3.1.2.3).
    package let redirectURI: String?
    /// The same redirect URI at another port of the loopback address; `nil` if it is not on loopback.
    let otherPort: String?
    /// Whether it is known to have no secret, so that PKCE is all that protects it.
    let isPublic: Bool
    /// The scope that its registration says it has; `nil` if nobody said.
    let scope: String?

    /// A client that somebody names.
    package init(id: String, redirectURI: String?) {
        self.init(id: id, redirectURI: redirectURI, otherPort: nil, isPublic: false, scope: nil)
    }

    init(id: String, redirectURI: String?, otherPort: String?, isPublic: Bool, scope: String?) {
        self.id = id
        self.redirectURI = redirectURI
        self.otherPort = otherPort
        self.isPublic = isPublic
        self.scope = scope
    }
}
