import OAuthProtocol
import Outbound

/// Whoever carries requests to servers: the network, or a test.
package protocol Exchanging: Sendable {
    /// One request, one answer; redirects are not followed.
    func answer(to request: OutboundRequest) async -> Result<OutboundAnswer, ExchangeFailure>

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

/// Why a request got no answer.
package enum ExchangeFailure: Error, Hashable, Sendable {
    case network(NetworkFailure)
    /// The name has no address.
    case unknownHost
    /// A public server named an address on this machine or in a private network, which was not visited.
    case privateAddress
    /// The host did not answer before, or enough was asked of it.
    case givenUp

    init(_ error: any Error) {
        self = error as? ExchangeFailure ?? .network(NetworkFailure(error))
    }

    /// With the server before it, as in "the server cannot be reached".
    package var explanation: String {
        switch self {
        case .network(.noConnection(let cause)): "cannot be reached (\(VisibleText.line(cause, limit: 160)))"
        case .network(.tooSlow): "did not answer within 5 seconds"
        case .network(.untrusted): "could not agree with us on TLS (its certificate is not trusted)"
        case .network(.misnamed): "could not agree with us on TLS (its certificate is for another host)"
        case .network(.noTLS(let cause)): "could not agree with us on TLS (\(VisibleText.line(cause, limit: 160)))"
        case .network(.notHTTP(let cause)): "did not answer in proper HTTP (\(VisibleText.line(cause, limit: 160)))"
        case .unknownHost: "has a name that no address is known for"
        case .privateAddress: "is on this machine or in a private network, where a public server must not send anybody"
        case .givenUp: "did not answer before, so it was not asked again"
        }
    }
}
