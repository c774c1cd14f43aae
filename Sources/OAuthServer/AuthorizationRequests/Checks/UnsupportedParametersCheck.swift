import OAuthProtocol

/// Parameters that must not be ignored by a server that does not support them (OpenID Connect Core §3.1.2.6).
struct UnsupportedParametersCheck: AuthorizationCheck {
    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError) {
        let refusals: [(name: String, code: OAuthError.Code)] = [
            ("request", .requestNotSupported), ("request_uri", .requestURINotSupported),
            ("registration", .registrationNotSupported),
        ]
        for refusal in refusals where request.parameters[refusal.name] != nil {
            throw OAuthError(refusal.code, "the parameter \(refusal.name) is not supported")
        }
    }
}
