import OAuthProtocol

/// `fragment`: the answer is in the redirect URI's fragment, which browsers keep to themselves (OAuth 2.0 Multiple
/// Response Types §2.1).
struct FragmentResponseMode: ResponseMode {
    let name = "fragment"

    func answer(_ fields: [ResponseField], to redirectURI: RedirectURI) -> AuthorizationAnswer {
        .location(redirectURI.addingFragment(fields))
    }
}
