import HTTPTypes
import OAuthProtocol

extension WebResponse {
    /// The one place that gives an error its HTTP form (RFC 6749 §5.2).
    ///
    /// - `usedHeader`: whether the client authenticated by header, so that it must be told of the scheme.
    /// - `withStatusOK`: whether the status is 200, as the API has it that this server stands in for.
    package static func error(_ error: OAuthError, usedHeader: Bool = false, withStatusOK: Bool = false) -> WebResponse
    {
        let isOK = withStatusOK && (error.status == .badRequest || error.status == .unauthorized)
        // RFC 6749 §5.2 and RFC 8628 §3.5: to a program that polls, a person's refusal is an error like any other.
        let status: HTTPResponse.Status =
            isOK ? .ok : error.code == .accessDenied ? .badRequest : error.status
        var response = WebResponse.refusal(status, error: error.code.rawValue, description: error.description)
        response.note(error)
        if error.code == .invalidClient, usedHeader { response.headers[.wwwAuthenticate] = "Basic realm=\"cardea\"" }
        return response
    }

    /// The answer of a resource of ours to a request without a good access token (RFC 6750 §3). The challenge has no
    /// `error` when no token was sent at all; where the scope was too small, it names the one that is needed.
    ///
    /// - `metadataURL`: where clients learn how to get a token (RFC 9728 §5.1); `nil` leaves it out. It comes
    ///   last, for programs that look at how the header begins.
    static func bearerChallenge(_ error: OAuthError?, body: [UInt8], metadataURL: String? = nil) -> WebResponse {
        let parameters = [
            ("error", error?.code.rawValue), ("scope", error?.neededScope?.description),
            ("resource_metadata", metadataURL),
        ]
        let said = parameters.compactMap { name, value in value.map { "\(name)=\"\($0)\"" } }.joined(separator: ", ")
        var response = WebResponse.json(
            body, status: error?.status ?? .unauthorized, outcome: error?.code.rawValue ?? "no_token")
        if let error { response.note(error) }
        if response.status.code < 500 {
            response.headers[.wwwAuthenticate] = said.isEmpty ? "Bearer" : "Bearer \(said)"
        }
        return response
    }

    /// Notes what an error says besides its code: its cause for the log, and when to try again.
    mutating func note(_ error: OAuthError) {
        logDetail = error.detail
        if let seconds = error.retryAfter { headers[.retryAfter] = String(seconds) }
    }
}

extension OAuthError {
    var status: HTTPResponse.Status {
        switch code {
        case .invalidClient, .invalidToken: .unauthorized
        case .insufficientScope, .accessDenied: .forbidden
        case .tooManyRequests: .tooManyRequests
        case .serverError: .internalServerError
        case .temporarilyUnavailable: .serviceUnavailable
        default: .badRequest
        }
    }

    /// For the log: the cause and the place, where there is a cause.
    var detail: String? {
        cause.map { "\($0) (\(file):\(line))" }
    }
}
