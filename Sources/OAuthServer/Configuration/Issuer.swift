import OAuthProtocol

/// The issuer identifier (RFC 8414 §2): https, or http on loopback; no query, no fragment, no trailing slash; its origin
/// written as browsers write it, so that what they send as `Origin` is this, octet for octet.
package struct Issuer: Sendable, Hashable, CustomStringConvertible {
    package let value: String
    package let parts: URIParts

    /// `nil` for what ``IssuerFault`` names.
    package init?(_ value: String) {
        guard IssuerFault(of: value) == nil, let parts = URIParts(value) else { return nil }
        self.value = value
        self.parts = parts
    }

    /// Empty, or beginning with a slash.
    package var path: String { parts.path }
    /// `scheme://host[:port]`
    package var origin: String { parts.origin ?? value }
    package var isSecure: Bool { parts.scheme == "https" }

    /// Whether somebody else's text means this issuer: the identifier as it is or, where it has no path, with the slash
    /// that URL libraries add to a bare origin (RFC 3986 §6.2.3).
    package func isNamed(by text: String) -> Bool {
        text.utf8.elementsEqual(value.utf8) || path.isEmpty && text.utf8.elementsEqual("\(value)/".utf8)
    }

    /// The absolute URL of one of our paths, which begins with a slash.
    package func url(_ path: String) -> String { value + path }

    package var description: String { value }
}
