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

    /// The id as a heading; some servers put everything that they know of a client into it.
    var shownID: String { VisibleText.line(id, limit: 60) }

    /// A client that somebody names.
    package init(id: String, redirectURI: String?) {
        self.init(id: id, redirectURI: redirectURI, otherPort: nil, isPublic: false)
    }

    init(id: String, redirectURI: String?, otherPort: String?, isPublic: Bool) {
        self.id = id
        self.redirectURI = redirectURI
        self.otherPort = otherPort
        self.isPublic = isPublic
    }
}
