import OAuthProtocol
import Storage

/// `resource` (RFC 8707 §2.1).
struct ResourceCheck: AuthorizationCheck {
    let resources: ResourceDirectory

    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError) {
        draft.resources = try resources.requested(by: request.parameters, to: request.client)
    }
}
