import OAuthProtocol

/// `response_type=code` (RFC 6749 §4.1.1), answered in the query.
struct ResponseTypeCheck: AuthorizationCheck {
    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError) {
        guard let type = request.parameters["response_type"] else {
            throw OAuthError(.invalidRequest, "response_type is missing")
        }
        guard type == "code" else { throw OAuthError(.unsupportedResponseType, "response_type must be code") }
        guard request.parameters["response_mode"].map({ $0 == "query" }) ?? true else {
            throw OAuthError(.invalidRequest, "response_mode must be query")
        }
    }
}
