/// An absolute http or https URI with a host and without fragment, exactly as written: where this server is to fetch or
/// to post. Whether it may be reached, and that plain http is for hosts that the operator allows, is decided when it is.
package struct WebURI: Hashable, Sendable, CustomStringConvertible {
    package let value: String
    /// In lower case.
    package let host: String

    /// `nil` if `value` is no such URI, or longer than 2048 octets.
    package init?(_ value: String) {
        guard value.utf8.count <= 2048, let parts = URIParts(value), ["http", "https"].contains(parts.scheme),
            let host = parts.host, !host.isEmpty, parts.fragment == nil
        else { return nil }
        self.value = value
        self.host = host.octets.lowercased
    }

    package var isSecure: Bool { value.utf8.starts(with: "https:".utf8) }

    /// `host:port` in lower case, the port as written or the scheme's own.
    package var hostAndPort: String {
        "\(host):\(URIParts(value)?.port ?? (isSecure ? "443" : "80"))"
    }

    package var port: Int { URIParts(value)?.port.flatMap { Int($0) } ?? (isSecure ? 443 : 80) }

    /// `scheme://host[:port]` as written; what requests to one server have in common.
    package var origin: String { URIParts(value)?.origin ?? value }

    /// The path as written, empty for an origin alone.
    package var path: String { URIParts(value)?.path ?? "" }

    /// The same origin with another path and query; `nil` if that is no such URI.
    package func at(_ path: String) -> WebURI? {
        WebURI(origin + path)
    }

    package var description: String { value }
}
