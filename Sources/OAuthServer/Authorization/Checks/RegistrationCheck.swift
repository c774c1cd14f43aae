import OAuthProtocol

/// `registration` (OpenID Connect Core §7.2.1) is for self-issued providers; it must not be ignored.
struct RegistrationCheck: AuthorizationCheck {
    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError) {
        guard request.parameters["registration"] == nil else {
            throw OAuthError(.registrationNotSupported, "the parameter registration is not supported")
        }
    }
}
