import OAuthProtocol
import Storage

/// The client is registered for the grant that redeems codes.
struct ClientGrantCheck: AuthorizationCheck {
    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError) {
        guard request.client.metadata.grantTypes.contains(.authorizationCode) else {
            throw OAuthError(.unauthorizedClient, "this client is not registered for the grant authorization_code")
        }
    }
}
