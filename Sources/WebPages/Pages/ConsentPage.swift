import OAuthProtocol

/// Asks whether an application may have what it asks for. It posts `decision` (`allow` or `deny`), `csrf` and `request`
/// to `/consent`.
package struct ConsentPage: ConsentAsking {
    /// Whose word it is that the application is what it says.
    package enum Introduction: Sendable, Equatable {
        /// The operator's: it was registered here.
        case registered
        /// Nobody's but its own.
        case byItself
        /// That of whoever holds this host, where its description lies.
        case byHost(String)
    }

    /// As the client registered it: text from strangers.
    package var clientName: String
    /// Where the answer goes: the redirect URI's host, or its scheme if that is a private-use one.
    package var redirectHost: String
    /// Whether only the person's own device vouches for who receives the answer (RFC 8252 §7).
    package var redirectsToOwnDevice: Bool
    package var introduction: Introduction
    package var pages: ClientPages
    /// The user name of whoever is signed in.
    package var username: String
    /// The scope values asked for, in order.
    package var scopes: [String]
    /// The claims asked for one by one (OpenID Connect Core §5.5), by name, in order; often none.
    package var claims: [String]
    /// Names or URIs of the protected resources asked for (RFC 8707); often none.
    package var resources: [String]
    /// The handle of the authorization request.
    package var request: String
    /// The form's token against cross-site posts.
    package var csrf: String

    package init(
        clientName: String, redirectHost: String, redirectsToOwnDevice: Bool = false,
        introduction: Introduction = .registered, pages: ClientPages = ClientPages(), username: String,
        scopes: [String], claims: [String] = [], resources: [String] = [], request: String, csrf: String
    ) {
        self.clientName = clientName
        self.redirectHost = redirectHost
        self.redirectsToOwnDevice = redirectsToOwnDevice
        self.introduction = introduction
        self.pages = pages
        self.username = username
        self.scopes = scopes
        self.claims = claims
        self.resources = resources
        self.request = request
        self.csrf = csrf
    }

    package var template: String { "consent" }

    package func values(in words: Words, base: String) -> [String: Any] {
        let values: [String: Any] = [
            // A host is judged by its end, so it is never cut.
            "redirectHost": DisplayText.line(redirectHost, limit: 300),
            "redirectsToOwnDevice": redirectsToOwnDevice,
            "request": request,
        ]
        return values.merging(asked(in: words, base: base)) { own, _ in own }
    }
}
