import OAuthProtocol

/// `form_post`: the browser posts the answer, so that it is in no log and no history (OAuth 2.0 Form Post Response Mode).
struct FormPostResponseMode: ResponseMode {
    let name = "form_post"

    func answer(_ fields: [ResponseField], to redirectURI: RedirectURI) -> AuthorizationAnswer {
        .form(action: redirectURI, fields: fields)
    }
}
