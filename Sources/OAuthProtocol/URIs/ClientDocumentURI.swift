/// A `client_id` that is the address of the client's metadata document (OAuth Client ID Metadata Document §3): https,
/// with a path, without fragment, user information or dot segments; never normalised. Plain http is for hosts that the
/// operator allows.
package struct ClientDocumentURI: Sendable, Hashable {
    /// Exactly as written.
    package let value: String
    /// In lower case.
    package let host: String
    /// `host:port`, the port as written or the scheme's own.
    package let hostAndPort: String
    package let isSecure: Bool

    private static let limit = 1024

    /// `nil` for any other identifier.
    package init?(_ id: ClientID) {
        guard id.value.utf8.count <= Self.limit, let parts = URIParts(id.value), let host = parts.host,
            ["https", "http"].contains(parts.scheme), parts.fragment == nil, parts.path.utf8.count > 1,
            !parts.path.octets.split("/").contains(where: Self.isDotSegment)
        else { return nil }
        value = id.value
        isSecure = parts.scheme == "https"
        self.host = host.octets.lowercased
        hostAndPort = "\(self.host):\(parts.port ?? (isSecure ? "443" : "80"))"
    }

    /// `.` and `..`, escaped or not (RFC 3986 §5.2.4): two addresses that differ by them may be one document.
    private static func isDotSegment(_ segment: Substring) -> Bool {
        [".", ".."].contains(PercentEncoding.decode(segment.utf8, form: false))
    }
}
