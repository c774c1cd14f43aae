/// A protected resource as a client names it (RFC 8707 §2): an absolute URI without fragment.
///
/// Two are the same where a browser's `new URL(text).href` makes one text of them, since that is what many clients send:
/// the case of scheme and host, the default port and the slash of an empty path mean nothing. All else counts octet for
/// octet. No escape is decoded and no dot segment resolved: what two programs could read differently stays different.
package struct ResourceIndicator: Hashable, Sendable, CustomStringConvertible {
    /// As it was written.
    package let value: String
    private let key: String

    /// `nil` unless `value` is an absolute URI without a fragment.
    package init?(_ value: String) {
        guard let uri = URIParts(value), uri.fragment == nil, !uri.rest.isEmpty else { return nil }
        self.value = value
        key = Self.key(of: uri)
    }

    /// What the text has in common with every other that names the same resource (RFC 3986 §6.2.2.1, §6.2.3).
    private static func key(of uri: URIParts) -> String {
        let scheme = uri.scheme.octets.lowercased
        guard let host = uri.host else { return "\(scheme):\(uri.rest)" }
        let defaultPort: UInt16? = scheme == "https" ? 443 : scheme == "http" ? 80 : nil
        let port = uri.port.flatMap { UInt16($0) }.flatMap { $0 == defaultPort ? nil : ":\($0)" } ?? ""
        let path = uri.path.isEmpty ? "/" : uri.path
        return "\(scheme)://\(host.octets.lowercased)\(port)\(path)\(uri.query.map { "?\($0)" } ?? "")"
    }

    /// What follows `/.well-known/oauth-protected-resource` in the URL of its metadata (RFC 9728 §3.1): path and query,
    /// without the slash that ends an empty path; `nil` for a URI that has no place on a host.
    package var metadataPath: String? {
        guard let uri = URIParts(value), uri.host != nil else { return nil }
        return (uri.path == "/" ? "" : uri.path) + (uri.query.map { "?\($0)" } ?? "")
    }

    package static func == (left: ResourceIndicator, right: ResourceIndicator) -> Bool {
        left.key.octets == right.key.octets
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(key.octets)
    }

    package var description: String { value }
}
