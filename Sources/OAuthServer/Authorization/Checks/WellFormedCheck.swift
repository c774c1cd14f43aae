import OAuthProtocol

/// Nothing is repeated, broken or too long (RFC 6749 §3.1).
struct WellFormedCheck: AuthorizationCheck {
    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError) {
        if let problem = request.problem { throw problem }
    }
}
