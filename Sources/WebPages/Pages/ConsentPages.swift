import OAuthProtocol

/// Whose word it is that an application is what it says.
package enum Introduction: Sendable, Equatable {
    /// The operator's: it was registered here.
    case registered
    /// Nobody's but its own.
    case byItself
    /// That of whoever holds this host, where its description lies.
    case byHost(String)

    fileprivate var host: String? {
        if case .byHost(let host) = self { host } else { nil }
    }
}

/// What an application says about itself elsewhere on the web, in the order in which it is shown; by the name in its
/// metadata (RFC 7591 §2).
package enum ClientPage: String, Sendable, CaseIterable {
    /// Its own page.
    case about = "client_uri"
    /// What it does with what it learns.
    case policy = "policy_uri"
    /// Its terms.
    case terms = "tos_uri"

    fileprivate var text: TextKey {
        switch self {
        case .about: .consentAbout
        case .policy: .consentPolicy
        case .terms: .consentTerms
        }
    }
}

/// Where what a person allows goes.
package enum ConsentRecipient: Sendable {
    /// To the redirect URI with this host, or with this scheme if that is a private-use one. `isOwnDevice` says whether only
    /// the person's own device vouches for who receives the answer (RFC 8252 §7).
    case redirect(host: String, isOwnDevice: Bool = false)
    /// To the device that shows this code (RFC 8628 §3.3, §5.4).
    case device(userCode: String)

    fileprivate var template: String {
        switch self {
        case .redirect: "consent"
        case .device: "device-consent"
        }
    }

    fileprivate var values: [String: Any?] {
        switch self {
        // A host is judged by its end, so it is never cut.
        case .redirect(let host, let isOwnDevice):
            ["redirectHost": DisplayText.line(host, limit: 300), "redirectsToOwnDevice": isOwnDevice]
        case .device(let code): ["userCode": DisplayText.line(code, limit: 32)]
        }
    }
}

extension PageContent {
    /// Asks whether an application may have what it asks for, and of a device, whether it is the person's own. It posts
    /// `decision` (`allow` or `deny`), `csrf` and `request` to `/consent`, or `user_code` instead of `request` to `/device`.
    ///
    /// - `pages`: what the application says about itself elsewhere on the web.
    /// - `username`: whoever is signed in.
    /// - `scopes`: the scope values asked for, in order.
    /// - `claims`: the claims asked for one by one (OpenID Connect Core §5.5), by name, in order; often none.
    /// - `resources`: names or URIs of the protected resources asked for (RFC 8707); often none.
    /// - `request`: the handle under which the request waits, also for signing in as somebody else.
    package static func consent(
        to recipient: ConsentRecipient, clientName: String, introduction: Introduction = .registered,
        pages: [ClientPage: WebURI] = [:], username: String, scopes: [String], claims: [String] = [],
        resources: [String] = [], request: String, csrf: String
    ) -> PageContent {
        PageContent(recipient.template, forms: .onward) { words in
            let shownName = words.clientName(clientName)
            let elsewhere = ClientPage.allCases.compactMap { page in
                pages[page].map { link(to: $0, called: words.text(page.text), introduction) }
            }
            let values: [String: Any?] = [
                "pageTitle": words.text(.consentTitle, ["clientName": shownName]),
                "clientName": shownName,
                "hasLongName": shownName.count > 24,
                "isByItself": introduction == .byItself,
                "documentHost": introduction.host.map { DisplayText.line($0, limit: 300) },
                "hasPages": !elsewhere.isEmpty,
                "pages": elsewhere,
                "username": DisplayText.line(username),
                "switchLink": "\(words.base)/login?request=\(PercentEncoding.encode(request))&switch=1",
                "scopes": scopes.map(words.scope),
                "hasClaims": !claims.isEmpty,
                "claims": claims.map(words.claim),
                "asksToAct": !scopes.isEmpty || claims.isEmpty,
                "asksNothing": scopes.isEmpty && claims.isEmpty,
                "hasResources": !resources.isEmpty,
                "resources": resources.map { ["resource": DisplayText.line($0, limit: 120)] },
                "request": request,
                "csrf": csrf,
            ]
            return values.merging(recipient.values) { own, _ in own }
        }
    }

    /// A link where the operator vouches for the application. Of one that introduced itself the host is shown, and nothing
    /// leads there: whoever reads a question about a stranger is not to be sent to the stranger by a link of ours.
    private static func link(
        to page: WebURI, called name: String, _ introduction: Introduction
    ) -> [String: Any] {
        guard introduction == .registered else {
            // A host is judged by its end, so it is never cut.
            return ["pageName": name, "pageHost": DisplayText.line(page.host, limit: 300)]
        }
        return ["pageName": name, "pageLink": page.value]
    }
}
