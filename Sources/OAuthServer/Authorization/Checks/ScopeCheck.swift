import OAuthProtocol
import Storage

/// `scope` (RFC 6749 §3.3): what the client may have of it. `offline_access` means nothing to a client that cannot
/// refresh, and is left out for it (OpenID Connect Core §11).
struct ScopeCheck: AuthorizationCheck {
    let resources: ResourceDirectory

    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError) {
        let metadata = request.client.metadata
        let requested = try ScopeRule.requested(in: request.parameters)
        draft.scope = try ScopeRule.granted(requested, to: metadata, resources.scopes(of: draft.resources))
        if !metadata.grantTypes.contains(.refreshToken) {
            draft.scope = draft.scope.subtracting(Scope(["offline_access"]))
        }
        draft.scopeIsAsAsked = requested?.grantsTheSame(as: draft.scope) ?? false
    }
}
