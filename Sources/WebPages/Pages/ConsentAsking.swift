import OAuthProtocol

/// A page that asks whether an application may have what it asks for: what such pages have in common.
package protocol ConsentAsking: PageContent {
    /// As the client registered it: text from strangers.
    var clientName: String { get }
    var introduction: ConsentPage.Introduction { get }
    var pages: ClientPages { get }
    /// The user name of whoever is signed in.
    var username: String { get }
    /// The scope values asked for, in order.
    var scopes: [String] { get }
    /// The claims asked for one by one (OpenID Connect Core §5.5), by name, in order; often none.
    var claims: [String] { get }
    /// Names or URIs of the protected resources asked for (RFC 8707); often none.
    var resources: [String] { get }
    /// The handle under which the request waits, for signing in as somebody else.
    var request: String { get }
    /// The form's token against cross-site posts.
    var csrf: String { get }
}

extension ConsentAsking {
    package var forms: FormPolicy { .onward }

    package func title(in words: Words) -> String {
        words.text(.consentTitle, ["clientName": words.clientName(clientName)])
    }

    /// The values of the partials `consent-heading`, `consent-asks` and `client-pages`, and of the form.
    func asked(in words: Words, base: String) -> [String: Any] {
        let shownName = words.clientName(clientName)
        var values: [String: Any] = [
            "clientName": shownName,
            "hasLongName": shownName.count > 24,
            "isByItself": introduction == .byItself,
            "username": DisplayText.line(username),
            "switchLink": "\(base)/login?request=\(PercentEncoding.encode(request))&switch=1",
            "scopes": scopes.map(words.scope),
            "hasClaims": !claims.isEmpty,
            "claims": claims.map(words.claim),
            "asksToAct": !scopes.isEmpty || claims.isEmpty,
            "asksNothing": scopes.isEmpty && claims.isEmpty,
            "hasResources": !resources.isEmpty,
            "resources": resources.map { ["resource": DisplayText.line($0, limit: 120)] },
            "csrf": csrf,
        ]
        if case .byHost(let host) = introduction { values["documentHost"] = DisplayText.line(host, limit: 300) }
        return values.merging(pages.values(in: words, for: introduction)) { own, _ in own }
    }
}
