import OAuthProtocol

/// `query`: the answer is in the redirect URI's query (OAuth 2.0 Multiple Response Types §2.1).
struct QueryResponseMode: ResponseMode {
    let name = "query"

    func answer(_ fields: [ResponseField], to redirectURI: RedirectURI) -> AuthorizationAnswer {
        .location(redirectURI.adding(fields))
    }
}
