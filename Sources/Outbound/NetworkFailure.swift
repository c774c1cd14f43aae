import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

/// Why somebody's server gave no answer: what the errors of the network mean to people.
package enum NetworkFailure: Error, Hashable, Sendable {
    /// Nobody listens, or the way there is closed.
    case noConnection(String)
    /// Nothing, or not all of it, within the time that we wait.
    case tooSlow
    /// The certificate has an issuer that nobody here trusts, or is expired.
    case untrusted
    /// The certificate is for another host.
    case misnamed
    /// Not TLS, or none that we can speak.
    case noTLS(String)
    /// Not HTTP, or HTTP that breaks its own rules.
    case notHTTP(String)

    /// The HTTP client's ways to say that it has waited long enough.
    private static let timeouts: [HTTPClientError] = [
        .connectTimeout, .readTimeout, .writeTimeout, .deadlineExceeded, .tlsHandshakeTimeout,
        .getConnectionFromPoolTimeout,
    ]

    package init(_ error: any Error) {
        switch error {
        case let failure as NetworkFailure: self = failure
        case let error as HTTPClientError:
            self = Self.timeouts.contains(error) ? .tooSlow : .notHTTP("\(error.shortDescription)")
        case ChannelError.connectTimeout: self = .tooSlow
        case let error as NIOConnectionError:
            self = .noConnection(error.connectionErrors.first.map { Self.cause($0.error) } ?? "no connection")
        case let error as IOError: self = .noConnection(Self.cause(error))
        case ChannelError.eof: self = .noConnection("the connection was closed")
        case let error as ChannelError: self = .noConnection("\(error)")
        case let error as NIOSSLExtraError where error == .failedToValidateHostname: self = .misnamed
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self = Self.handshake("\(error)")
        default: self = .notHTTP("\(error)")
        }
    }

    /// BoringSSL names the reason in the text of its error alone.
    private static func handshake(_ text: String) -> NetworkFailure {
        text.contains("CERTIFICATE_VERIFY_FAILED") ? .untrusted : .noTLS(text)
    }

    /// swift-nio writes `connection reset (error set): Connection refused) (errno: 111)`: the system's own words are in
    /// the middle.
    private static func cause(_ error: any Error) -> String {
        let text = "\(error)"
        guard error is IOError, let colon = text.firstRange(of: ": "), let end = text.firstRange(of: ") (errno"),
            colon.upperBound < end.lowerBound
        else { return text }
        return String(text[colon.upperBound..<end.lowerBound])
    }
}

extension NetworkFailure {
    /// What happened, and what helps, for the log and for operators.
    ///
    /// - `place`: `host:port` that was spoken to.
    package func explanation(of place: String) -> String {
        switch self {
        case .noConnection(let cause): "\(place) cannot be reached (\(cause.prefix(160)))"
        case .tooSlow: "\(place) did not answer in time"
        case .untrusted:
            "the certificate of \(place) is not trusted: it is expired, or of an authority that is neither the system's "
                + "nor in outbound.ca_certificates"
        case .misnamed: "the certificate of \(place) is for another host"
        case .noTLS(let cause): "\(place) does not speak TLS that is spoken here (\(cause.prefix(160)))"
        case .notHTTP(let cause): "\(place) did not answer in proper HTTP (\(cause.prefix(160)))"
        }
    }
}
