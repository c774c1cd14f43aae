import OAuthProtocol

/// What an application says about itself elsewhere on the web (RFC 7591 §2).
package struct ClientPages: Sendable, Equatable {
    /// Its own page, `client_uri`.
    package var about: WebURI?
    /// What it does with what it learns, `policy_uri`.
    package var policy: WebURI?
    /// Its terms, `tos_uri`.
    package var terms: WebURI?

    package init(about: WebURI? = nil, policy: WebURI? = nil, terms: WebURI? = nil) {
        self.about = about
        self.policy = policy
        self.terms = terms
    }

    /// For a template: `pageName`, and `pageLink` where the operator vouches for the application. Of one that introduced
    /// itself the host is shown, `pageHost`, and nothing leads there: whoever reads a question about a stranger is not to
    /// be sent to the stranger by a link of ours.
    func values(in words: Words, for introduction: ConsentPage.Introduction) -> [String: Any] {
        let pages: [(TextKey, WebURI?)] = [(.consentAbout, about), (.consentPolicy, policy), (.consentTerms, terms)]
        let shown = pages.compactMap { key, uri -> [String: Any]? in
            guard let uri else { return nil }
            return introduction == .registered
                ? ["pageName": words.text(key), "pageLink": uri.value]
                // A host is judged by its end, so it is never cut.
                : ["pageName": words.text(key), "pageHost": DisplayText.line(uri.host, limit: 300)]
        }
        return ["hasPages": !shown.isEmpty, "pages": shown]
    }
}
