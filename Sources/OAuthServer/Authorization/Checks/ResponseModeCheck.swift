import OAuthProtocol

/// `response_mode` (OAuth 2.0 Multiple Response Types §2.1): one that we have.
struct ResponseModeCheck: AuthorizationCheck {
    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError) {
        guard let mode = request.parameters["response_mode"] else { return }
        guard ResponseModes.names.contains(mode) else {
            let known = ResponseModes.names.joined(separator: ", ")
            throw OAuthError(.invalidRequest, "response_mode must be one of: \(known)")
        }
        draft.responseMode = mode
    }
}
