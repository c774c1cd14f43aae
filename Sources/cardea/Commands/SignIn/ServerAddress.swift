import OAuthProtocol

/// The issuer that somebody typed, and where its metadata may be.
struct ServerAddress: Sendable {
    /// Without a slash at its end.
    private let base: String
    private let parts: URIParts

    /// - Throws: `CommandError` for what is not an issuer: https, or http on this machine; no query, no fragment.
    init(_ issuer: String) throws(CommandError) {
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        guard let parts = URIParts(base), Self.isFit(base), parts.query == nil, parts.fragment == nil else {
            throw CommandError(
                "the issuer must be an https URL without query and fragment, such as https://auth.example.com")
        }
        self.base = base
        self.parts = parts
    }

    /// Where its metadata may be, the dearest first: with the path inserted (RFC 8414 §3.1), and by the older rule that
    /// appends to it (OpenID Connect Discovery §4).
    var documents: [String] {
        [
            "\(parts.origin ?? base)/.well-known/oauth-authorization-server\(parts.path)",
            "\(base)/.well-known/openid-configuration",
        ]
    }

    /// Whether a document that says `issuer` is this server's (RFC 8414 §3.3); a slash at the end is nothing to quarrel
    /// about with a person who typed.
    func isNamed(_ issuer: String) -> Bool {
        issuer == base || issuer == base + "/"
    }

    /// Whether secrets may be sent to an address: https, or http on this machine.
    static func isFit(_ url: String) -> Bool {
        guard let parts = URIParts(url), let host = parts.host else { return false }
        return parts.scheme == "https" || parts.scheme == "http" && LocalHost.isLoopback(host)
    }
}
