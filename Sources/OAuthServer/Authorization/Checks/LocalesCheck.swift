import OAuthProtocol

/// `ui_locales` and `claims_locales` (OpenID Connect Core §3.1.2.1, §5.2): wishes that nobody is refused for. After the
/// claims.
struct LocalesCheck: AuthorizationCheck {
    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError) {
        draft.uiLocales = LanguageTags.read(request.parameters["ui_locales"])
        let languages = LanguageTags.read(request.parameters["claims_locales"])
        guard !languages.isEmpty else { return }
        var claims = draft.claims ?? ClaimsRequest()
        claims.languages = languages
        draft.claims = claims
    }
}
