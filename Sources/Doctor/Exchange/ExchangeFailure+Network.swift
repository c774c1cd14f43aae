import Outbound

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
