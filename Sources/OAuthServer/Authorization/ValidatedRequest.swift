import OAuthProtocol
import Storage

/// An authorization request that passed every check: what a code may be issued for. It is frozen while a person signs in
/// and consents, and cannot be changed on the way.
package struct ValidatedRequest: Sendable, Equatable {
    package let client: ClientRegistration
    package let redirectURI: RedirectURI
    package let redirectURIWasSent: Bool
    package let state: String?
    /// `nil` means the default of `code`, the query.
    package let responseMode: String?
    package let scope: Scope
    /// Whether a scope was asked for and is granted as it stands.
    package let scopeIsAsAsked: Bool
    package let resources: [ResourceIndicator]
    package let challenge: CodeChallenge?
    package let nonce: String?
    package private(set) var prompts: Set<PromptValue>
    /// Seconds since sign-in beyond which the person must sign in again; `nil` means no limit.
    package private(set) var maxAge: Int64?
    /// How surely the client wants to know who it is.
    package let context: AuthenticationContextRequest
    /// The single claims that were asked for; `nil` if none were.
    package let claims: ClaimsRequest?
    /// Who the client thinks it is, by a name that a person could type; `nil` once somebody has signed in.
    package private(set) var loginHint: String?
    /// Whether somebody has signed in for this request already.
    package private(set) var isAfterSignIn: Bool
    /// The `sub` that the user must have, as the client knows it; `nil` means anybody.
    package let requiredSubject: String?
    /// Language tags for the pages, by preference.
    package let uiLocales: [String]

    package init(
        client: ClientRegistration, redirectURI: RedirectURI, redirectURIWasSent: Bool, state: String?,
        responseMode: String? = nil, scope: Scope, scopeIsAsAsked: Bool, resources: [ResourceIndicator],
        challenge: CodeChallenge?, nonce: String?, prompts: Set<PromptValue>, maxAge: Int64?,
        context: AuthenticationContextRequest = AuthenticationContextRequest(values: [], isEssential: false),
        claims: ClaimsRequest? = nil, loginHint: String?, isAfterSignIn: Bool = false, requiredSubject: String? = nil,
        uiLocales: [String] = []
    ) {
        self.client = client
        self.redirectURI = redirectURI
        self.redirectURIWasSent = redirectURIWasSent
        self.state = state
        self.responseMode = responseMode
        self.scope = scope
        self.scopeIsAsAsked = scopeIsAsAsked
        self.resources = resources
        self.challenge = challenge
        self.nonce = nonce
        self.prompts = prompts
        self.maxAge = maxAge
        self.context = context
        self.claims = claims
        self.loginHint = loginHint
        self.isAfterSignIn = isAfterSignIn
        self.requiredSubject = requiredSubject
        self.uiLocales = uiLocales
    }

    /// The same request after the person has signed in for it.
    package var signedIn: ValidatedRequest {
        var request = self
        request.prompts.subtract([.login, .selectAccount, .create])
        request.maxAge = nil
        request.loginHint = nil
        request.isAfterSignIn = true
        return request
    }

    /// The single claims to name on the consent page: those that can be refused, and those that the client gets with any
    /// sign-in because the operator mapped them.
    package func claimsShown(for client: ClientMetadata) -> [String] {
        let mapped = client.claimMapping.values.sorted().filter { name in
            StandardClaims.scope(of: name).map { !scope.contains($0) } ?? true
        }
        var seen = Set<Octets>()
        return (claimsToAllow(for: client) + mapped).filter { seen.insert($0.octets).inserted }
    }

    /// The single claims that the person is asked to allow besides the scope: those that the client may ever have, and
    /// that no scope of the request gives anyway.
    package func claimsToAllow(for client: ClientMetadata) -> [String] {
        (claims?.names ?? []).filter { name in
            guard let needed = StandardClaims.scope(of: name) else { return false }
            return client.scope.contains(needed) && !scope.contains(needed)
        }
    }
}
