import OAuthProtocol
import Storage

/// One requirement on an authorization request. A check reads its parameters and adds what it has proved to the draft.
///
/// To add one: a file in `Checks/` and a line in `AuthorizationChecks.table`.
package protocol AuthorizationCheck: Sendable {
    /// - Throws: the error that the client is redirected with.
    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError)
}

/// What the checks have proved so far.
package struct AuthorizationDraft: Sendable {
    package var responseMode: String?
    package var scope = Scope.none
    package var scopeIsAsAsked = false
    package var resources: [ResourceIndicator] = []
    package var challenge: CodeChallenge?
    package var prompts: Set<PromptValue> = []
    package var maxAge: Int64?
    package var claims: ClaimsRequest?
    package var context = AuthenticationContextRequest(values: [], isEssential: false)
    package var requiredSubject: String?
    package var uiLocales: [String] = []
}

/// The checks in the order in which they are made.
package struct AuthorizationChecks: Sendable {
    private let table: [any AuthorizationCheck]

    package init(configuration: ServerConfiguration, resources: ResourceDirectory, keys: TokenKeys) {
        table = [
            ResponseModeCheck(),  // first, since it says how every other refusal is answered
            WellFormedCheck(),  // nothing repeated, broken or too long, and no bad request object
            LengthCheck(),  // of what is kept for the client
            RegistrationCheck(),  // has an error of its own
            ResponseTypeCheck(),  // code
            ClientGrantCheck(),  // the client is registered for codes
            PKCECheck(),  // S256; needed from public clients and whom registration asks
            ResourceCheck(resources: resources),  // known to the server for this client
            ScopeCheck(resources: resources),  // what the client may have; after the resources, which narrow it
            PromptCheck(known: PromptValue.supported(by: configuration)),  // known values; none stands alone
            MaxAgeCheck(),  // a number of seconds
            ClaimsCheck(),  // single claims
            AuthenticationContextCheck(possible: AuthenticationContext.possible(at: configuration)),
            HintCheck(issuer: configuration.issuer, ring: keys.ring),  // whom the client expects
            LocalesCheck(),  // the languages of pages and claims
        ]
    }

    /// - Throws: the first check's error.
    package func validate(_ request: RedirectableRequest) throws(OAuthError) -> ValidatedRequest {
        var draft = AuthorizationDraft()
        for check in table { try check.check(request, &draft) }
        return ValidatedRequest(
            client: request.client.registration, redirectURI: request.redirectURI,
            redirectURIWasSent: request.redirectURIWasSent, state: request.state, responseMode: draft.responseMode,
            scope: draft.scope, scopeIsAsAsked: draft.scopeIsAsAsked, resources: draft.resources,
            challenge: draft.challenge, nonce: request.parameters["nonce"], prompts: draft.prompts,
            maxAge: draft.maxAge, context: draft.context, claims: try draft.claims?.kept,
            loginHint: request.parameters["login_hint"].map(UserRecord.typed),
            requiredSubject: draft.requiredSubject, uiLocales: draft.uiLocales)
    }
}
