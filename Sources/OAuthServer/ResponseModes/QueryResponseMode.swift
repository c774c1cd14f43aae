import OAuthProtocol

/// `response_mode=query` (OAuth 2.0 Multiple Response Types §2.1): the answer goes into the redirect URI's query, always
/// with `iss` (RFC 9207), so that no client can take one server's answer for another's.
package struct QueryResponseMode: Sendable {
    private let issuer: Issuer

    package init(issuer: Issuer) {
        self.issuer = issuer
    }

    /// Where to send the browser with a code.
    package func location(of code: AuthorizationCode, for request: ValidatedRequest) -> String {
        location([("code", code.secret.exposed)], request.state, request.redirectURI)
    }

    /// Where to send the browser with an error (RFC 6749 §4.1.2.1).
    package func location(of error: OAuthError, for request: RedirectableRequest) -> String {
        location(Self.fields(of: error), request.state, request.redirectURI)
    }

    /// Where to send the browser with an error that came up later.
    package func location(of error: OAuthError, for request: ValidatedRequest) -> String {
        location(Self.fields(of: error), request.state, request.redirectURI)
    }

    private static func fields(of error: OAuthError) -> [(name: String, value: String)] {
        [("error", error.code.rawValue), ("error_description", error.description)]
    }

    private func location(
        _ fields: [(name: String, value: String)], _ state: String?, _ redirectURI: RedirectURI
    ) -> String {
        var fields = fields
        if let state { fields.append(("state", state)) }
        fields.append(("iss", issuer.value))
        return redirectURI.adding(fields)
    }
}
