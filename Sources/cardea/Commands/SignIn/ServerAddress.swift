import OAuthProtocol

/// The issuer that somebody typed, and where its metadata may be.
struct ServerAddress: Sendable {
    /// Without a slash at its end.
    private let issuer: WebURI

    /// - Throws: `CommandError` for what is not an issuer: https, or http on this machine; no query, no fragment.
    init(_ text: String) throws(CommandError) {
        guard let issuer = WebURI(WellKnownPlace.withoutLastSlash(text)), Self.isFit(issuer.value),
            !issuer.value.octets.contains("?")
        else {
            throw CommandError(
                "the issuer must be an https URL without query and fragment, such as https://auth.example.com")
        }
        self.issuer = issuer
    }

    /// Where its metadata may be, in the order in which clients look.
    var documents: [String] { WellKnownPlace.ofServer(issuer).map(\.url.value) }

    /// Whether a document that says `issuer` is this server's (RFC 8414 §3.3); a slash at the end is nothing to quarrel
    /// about with a person who typed.
    func isNamed(_ text: String) -> Bool {
        [issuer.value, issuer.value + "/"].contains { $0.octets == text.octets }
    }

    /// Whether secrets may be sent to an address: https, or http on this machine.
    static func isFit(_ url: String) -> Bool {
        guard let parts = URIParts(url), let host = parts.host else { return false }
        return parts.scheme == "https" || parts.scheme == "http" && LocalHost.isLoopback(host)
    }
}
