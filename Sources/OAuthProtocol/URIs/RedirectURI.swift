/// A redirect URI (RFC 6749 §3.1.2), compared byte for byte; only the port of a loopback URI may differ (RFC 8252 §7.3).
package struct RedirectURI: Hashable, Sendable, CustomStringConvertible {
    /// Exactly as written.
    package let value: String
    package let parts: URIParts

    /// `nil` for what ``RedirectURIFault`` names. So `javascript:`, `data:` and plain http on the public internet cannot be
    /// expressed.
    package init?(_ value: String) {
        guard let parts = URIParts(value), RedirectURIFault(of: parts) == nil else { return nil }
        self.value = value
        self.parts = parts
    }

    /// Whether `requested` is this registered URI.
    package func matches(_ requested: RedirectURI) -> Bool {
        if self == requested { return true }
        guard parts.scheme == "http", requested.parts.scheme == "http", let host = parts.host,
            requested.parts.host == host, LocalHost.isLoopback(host)
        else { return false }
        return parts.path == requested.parts.path && parts.query == requested.parts.query
    }

    /// The host that a person is sent to; for a private-use scheme, the scheme.
    package var displayedHost: String {
        guard ["https", "http"].contains(parts.scheme), let host = parts.host else { return parts.scheme }
        return parts.port.map { "\(host):\($0)" } ?? host
    }

    /// Whether only the user's own machine vouches for who listens there: on loopback, or whoever claimed the scheme.
    package var isLocal: Bool {
        switch parts.scheme {
        case "https": false
        case "http": parts.host.map { LocalHost.isLoopback($0) || LocalHost.isNamed($0) } ?? false
        default: true
        }
    }

    /// This URI with parameters added to its query; what the query already has is kept (RFC 6749 §3.1.2).
    package func adding(_ parameters: [(name: String, value: String)]) -> String {
        let joint = parts.query == nil ? "?" : parts.query == "" ? "" : "&"
        return value + joint + PercentEncoding.query(parameters)
    }

    /// This URI, which has none, with a fragment of parameters.
    package func addingFragment(_ parameters: [(name: String, value: String)]) -> String {
        let encoded = parameters.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        return value + "#" + encoded.joined(separator: "&")
    }

    package static func == (left: RedirectURI, right: RedirectURI) -> Bool {
        left.value.octets == right.value.octets
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(value.octets)
    }

    package var description: String { value }
}
