import OAuthProtocol

/// Whoever carries requests to servers: the network, or a test.
package protocol Exchanging: Sendable {
    /// One request, one answer; redirects are not followed.
    func answer(to request: OutgoingRequest) async -> Result<Answer, ExchangeFailure>

    /// What the TLS handshake with an https URL's host shows.
    func handshake(with url: WebURI) async -> Result<Handshake, ExchangeFailure>
}

/// What a TLS handshake showed.
package struct Handshake: Hashable, Sendable {
    /// Whether the certificate is good for this host, now, by a certificate authority that is trusted here.
    package var isTrusted: Bool
    /// Whether it would be, but for the host's name.
    package var isTrustedForAnotherName: Bool
    /// As people write it, `TLS 1.3`.
    package var version: String
    package var notBefore: Timestamp
    package var notAfter: Timestamp
    /// The names that the certificate is for.
    package var names: [String]
    /// Certificates that the server sent, its own included.
    package var chainLength: Int
    /// Whether the server also speaks TLS 1.0 or 1.1.
    package var acceptsOldVersions: Bool
}
