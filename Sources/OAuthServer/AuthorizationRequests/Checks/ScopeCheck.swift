import OAuthProtocol
import Storage

/// `scope` (RFC 6749 §3.3): what the client may have of it.
struct ScopeCheck: AuthorizationCheck {
    let resources: ResourceDirectory

    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError) {
        let requested = try ScopeRule.requested(in: request.parameters)
        draft.scope = try ScopeRule.granted(
            requested, to: request.client.metadata, resources.scopes(of: draft.resources))
        draft.scopeIsAsAsked = requested?.grantsTheSame(as: draft.scope) ?? false
    }
}
