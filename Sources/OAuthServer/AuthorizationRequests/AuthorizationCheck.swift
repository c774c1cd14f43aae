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
    package var scope = Scope.none
    package var scopeIsAsAsked = false
    package var resources: [ResourceIndicator] = []
    package var challenge: CodeChallenge?
    package var prompts: Set<PromptValue> = []
    package var maxAge: Int64?
}

/// The checks in the order in which they are made.
package struct AuthorizationChecks: Sendable {
    private let table: [any AuthorizationCheck]

    package init(resources: ResourceDirectory) {
        table = [
            WellFormedCheck(),  // nothing repeated, broken or too long
            UnsupportedParametersCheck(),  // request, request_uri and registration have errors of their own
            ResponseTypeCheck(),  // code, and response_mode query
            ClientGrantCheck(),  // the client is registered for codes
            PKCECheck(),  // S256; needed from public clients and whom registration asks
            ResourceCheck(resources: resources),  // known to the server for this client
            ScopeCheck(resources: resources),  // what the client may have; after the resources, which narrow it
            PromptCheck(),  // known values; none stands alone
            MaxAgeCheck(),  // a number of seconds
        ]
    }

    /// - Throws: the first check's error.
    package func validate(_ request: RedirectableRequest) throws(OAuthError) -> ValidatedRequest {
        var draft = AuthorizationDraft()
        for check in table { try check.check(request, &draft) }
        return ValidatedRequest(
            clientID: request.client.id, clientInstance: request.client.instance, redirectURI: request.redirectURI,
            redirectURIWasSent: request.redirectURIWasSent, state: request.state, scope: draft.scope,
            scopeIsAsAsked: draft.scopeIsAsAsked, resources: draft.resources, challenge: draft.challenge,
            nonce: request.parameters["nonce"],
            prompts: draft.prompts, maxAge: draft.maxAge, loginHint: request.parameters["login_hint"])
    }
}
