import OAuthProtocol

/// A request to somebody else's server.
package struct OutboundRequest: Sendable {
    /// How much of the answer's body is read.
    package enum Reading: Sendable {
        /// The status is all that counts.
        case nothing
        /// The whole of it where the status is 200, and nothing otherwise; more octets than this are a failure.
        case document(limit: Int)
        /// The whole of it, whatever the status; more octets than this are a failure.
        case everything(limit: Int)
        /// As many octets at most; the rest is left where it is.
        case beginning(limit: Int)
    }

    package let url: WebURI
    package var method = "GET"
    package var headers: [(name: String, value: String)] = []
    package var body: [UInt8] = []
    package var reading: Reading

    package init(_ url: WebURI, reading: Reading) {
        self.url = url
        self.reading = reading
    }
}

/// What somebody else's server answered.
package struct OutboundAnswer: Sendable {
    /// The HTTP status. Redirects are answers like any other.
    package let status: Int
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
    /// Whether there was more of the body than was read.
    package let isCut: Bool

    package init(status: Int, headers: [(name: String, value: String)], body: [UInt8], isCut: Bool = false) {
        self.status = status
        self.headers = headers
        self.body = body
        self.isCut = isCut
    }

    /// All header fields of this name, in any letter case.
    package func headers(_ name: String) -> [String] {
        headers.filter { $0.name.octets.lowercased == name.octets.lowercased }.map(\.value)
    }
}

/// Why there is no answer.
package enum OutboundFailure: Error, Sendable, Equatable {
    /// The URL is never visited, whoever asks and whenever.
    case unvisited(WebURI, OutboundPolicy.Objection)
    /// What happened, for the log and for operators: it may be otherwise another time.
    case failed(String)
}
