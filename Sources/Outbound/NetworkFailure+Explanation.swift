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
