import OAuthProtocol
import Outbound

/// Why a request got no answer.
package enum ExchangeFailure: Error, Hashable, Sendable {
    /// The name has no address.
    case unknownHost
    /// Nobody listens, or the way there is closed.
    case noConnection(String)
    /// Nothing, or not all of it, within the time that a client waits.
    case tooSlow
    /// Not TLS, or none that we can speak.
    case noTLS(String)
    /// Not HTTP, or HTTP that breaks its own rules.
    case notHTTP(String)
    /// A public server named an address on this machine or in a private network, which was not visited.
    case privateAddress
    /// The host did not answer before, or enough was asked of it.
    case givenUp

    /// With the server before it, as in "the server cannot be reached".
    package var explanation: String {
        switch self {
        case .unknownHost: "has a name that no address is known for"
        case .noConnection(let cause): "cannot be reached (\(VisibleText.line(cause, limit: 160)))"
        case .tooSlow: "did not answer within 5 seconds"
        case .noTLS(let cause): "could not agree with us on TLS (\(VisibleText.line(cause, limit: 160)))"
        case .notHTTP(let cause): "did not answer in proper HTTP (\(VisibleText.line(cause, limit: 160)))"
        case .privateAddress: "is on this machine or in a private network, where a public server must not send anybody"
        case .givenUp: "did not answer before, so it was not asked again"
        }
    }
}

extension ExchangeFailure {
    /// What the errors of the network mean to people.
    init(_ error: any Error) {
        if error is HandshakeTimeout {
            self = .tooSlow
            return
        }
        switch NetworkFailure(error) {
        case .noConnection(let cause): self = .noConnection(cause)
        case .tooSlow: self = .tooSlow
        case .untrusted: self = .noTLS("its certificate is not trusted")
        case .misnamed: self = .noTLS("its certificate is for another host")
        case .noTLS(let cause): self = .noTLS(cause)
        case .notHTTP(let cause): self = .notHTTP(cause)
        }
    }
}

/// A TLS handshake took longer than a client waits.
struct HandshakeTimeout: Error {}
