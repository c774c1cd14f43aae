import HTTPTypes
import NIOHTTP1

/// Why a request is refused before anything has looked for its endpoint.
enum TransportRefusal {
    case malformed
    case headerTooLarge
    case bodyTooLarge
    case tooSlow
    case version
    case transferCoding
    /// Too much is kept for others of the network, or for all.
    case busy

    init(_ error: HTTPParserError) {
        switch error {
        case .headerOverflow: self = .headerTooLarge
        case .invalidVersion: self = .version
        default: self = .malformed
        }
    }

    func response(to request: WebRequest, from service: WebService) -> WebResponse {
        let (status, description, outcome): (HTTPResponse.Status, String, String) =
            switch self {
            case .malformed:
                (.badRequest, "The request is not well-formed HTTP.", "malformed")
            case .headerTooLarge:
                (.requestHeaderFieldsTooLarge, "The request line and header fields are too long.", "header_too_large")
            case .bodyTooLarge:
                (
                    .contentTooLarge, "The body is longer than \(service.limits.bodyOctets) octets.",
                    "body_too_large"
                )
            case .tooSlow:
                (.requestTimeout, "The body took too long to arrive.", "too_slow")
            case .version:
                (.httpVersionNotSupported, "Use HTTP/1.1, or HTTP/2 over TLS.", "version")
            case .transferCoding:
                (.notImplemented, "The only transfer coding that is read is chunked.", "transfer_coding")
            case .busy:
                (.serviceUnavailable, "Too many requests are coming in. Try again in a moment.", "busy")
            }
        return service.table.refuse(
            request, status, error: "invalid_request", description: description, outcome: outcome)
    }
}
