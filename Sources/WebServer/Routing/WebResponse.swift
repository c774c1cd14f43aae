import HTTPTypes
import OAuthProtocol

/// One answer as a value.
package struct WebResponse: Sendable, Equatable {
    package var status: HTTPResponse.Status
    package var headers: HTTPFields
    package var body: [UInt8]
    /// How it went, in a word for metrics and the log, such as `ok` or `invalid_grant`: one of a small fixed set, and
    /// never anything from the request. `nil` lets the status say it.
    package var outcome: String?
    /// The private cause, for the log; never sent.
    package var logDetail: String?

    package init(
        status: HTTPResponse.Status, headers: HTTPFields = [:], body: [UInt8] = [], outcome: String? = nil,
        logDetail: String? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.outcome = outcome
        self.logDetail = logDetail
    }

    /// A JSON document.
    static func json(
        _ octets: [UInt8], status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], outcome: String? = nil
    ) -> WebResponse {
        var headers = headers
        headers[.contentType] = "application/json"
        return WebResponse(status: status, headers: headers, body: octets, outcome: outcome)
    }

    /// A JSON document for everybody. Caches may be five minutes late: keys are published a whole rotation period before they
    /// sign, and metadata never change while the server runs.
    static func document(_ octets: [UInt8]) -> WebResponse {
        WebResponse(status: .ok, headers: documentHeaders, body: octets)
    }

    private static let documentHeaders: HTTPFields = [
        .cacheControl: "public, max-age=300", .contentType: "application/json",
    ]

    /// A refusal in the shape of RFC 6749 §5.2, for what is refused before any endpoint is asked.
    static func refusal(
        _ status: HTTPResponse.Status, error: String, description: String, outcome: String? = nil
    ) -> WebResponse {
        var json = JSONWriter(reserving: 256)
        json.open()
        json.member("error", error)
        json.member("error_description", description)
        json.close()
        return .json(json.octets, status: status, outcome: outcome ?? error)
    }

    /// ``outcome``, or the status in a word.
    var outcomeInAWord: String {
        if let outcome { return outcome }
        switch status.kind {
        case .informational, .successful: return "ok"
        case .redirection: return "redirect"
        case .clientError: return "refused"
        case .serverError, .invalid: return "failed"
        }
    }
}
