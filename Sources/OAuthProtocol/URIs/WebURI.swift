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

    package var description: String { value }
}
