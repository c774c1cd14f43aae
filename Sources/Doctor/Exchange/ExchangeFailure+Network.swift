import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

extension ExchangeFailure {
    /// The HTTP client's ways to say that it has waited long enough.
    private static let timeouts: [HTTPClientError] = [
        .connectTimeout, .readTimeout, .writeTimeout, .deadlineExceeded, .tlsHandshakeTimeout,
        .getConnectionFromPoolTimeout,
    ]

    /// What the errors of the network mean to people.
    init(_ error: any Error) {
        switch error {
        case let error as HTTPClientError:
            self = Self.timeouts.contains(error) ? .tooSlow : .notHTTP("\(error.shortDescription)")
        case is HandshakeTimeout, ChannelError.connectTimeout: self = .tooSlow
        case let error as NIOConnectionError:
            self = .noConnection(error.connectionErrors.first.map { Self.cause($0.error) } ?? "no connection")
        case let error as IOError: self = .noConnection(Self.cause(error))
        case ChannelError.eof: self = .noConnection("the connection was closed")
        case let error as ChannelError: self = .noConnection("\(error)")
        case let error as NIOSSLError: self = .noTLS("\(error)")
        case let error as NIOSSLExtraError: self = .noTLS("\(error)")
        case let error as BoringSSLError: self = .noTLS("\(error)")
        default: self = .notHTTP("\(error)")
        }
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

/// A TLS handshake took longer than a client waits.
struct HandshakeTimeout: Error {}
