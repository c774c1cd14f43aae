import HTTPTypes
import OAuthProtocol

/// One request as a value: everything an endpoint may know about it, whatever transport it came by.
package struct WebRequest: Sendable {
    package internal(set) var method: HTTPRequest.Method
    /// Percent-encoded as it was received, without the query; never decoded.
    package let path: String
    /// What follows the first `?`, undecoded and without it; `nil` if there is no `?`.
    package let query: String?
    /// Without `Host`, which nothing here may rely on: URLs of ours come from the configured issuer.
    package let headers: HTTPFields
    /// The whole body, at most ``TransportLimits/bodyOctets``.
    package let body: [UInt8]
    /// The client's IP address: the peer's, or what `X-Forwarded-For` says if the peer is a trusted proxy.
    package let address: String
    /// Whether the connection that brought the request is encrypted.
    package let isSecure: Bool
    /// Our own name for this request in logs and in `X-Request-ID`; never taken from a client.
    package let id: String
    /// The clock, read once when the request was complete.
    package let now: Timestamp

    package init(
        method: HTTPRequest.Method, path: String, query: String? = nil, headers: HTTPFields = [:], body: [UInt8] = [],
        address: String, isSecure: Bool, id: String, now: Timestamp
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.address = address
        self.isSecure = isSecure
        self.id = id
        self.now = now
    }

    /// Whether the client says that it can show a page: its `Accept` names `text/html`. `*/*` alone does not say so,
    /// since programs send that.
    package var asksForHTML: Bool { accepts("text/html") }

    /// Whether `Accept` names this very media type.
    func accepts(_ type: String) -> Bool {
        guard let accept = headers[.accept] else { return false }
        return accept.octets.split(",", most: 64).contains { range in
            range.octets.before(";").octets.trimmed.octets.lowercased.octets == type.octets
        }
    }
}
