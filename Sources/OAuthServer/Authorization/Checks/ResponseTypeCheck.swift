import OAuthProtocol

/// `response_type=code` (RFC 6749 §4.1.1): implicit and hybrid are gone from OAuth 2.1.
struct ResponseTypeCheck: AuthorizationCheck {
    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError) {
        guard let type = request.parameters["response_type"] else {
            throw OAuthError(.invalidRequest, "response_type is missing")
        }
        guard type == "code" else { throw OAuthError(.unsupportedResponseType, "response_type must be code") }
    }
}
