import OAuthProtocol
import Storage

/// `max_age` (OpenID Connect Core §3.1.2.1), or the client's `default_max_age`.
struct MaxAgeCheck: AuthorizationCheck {
    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError) {
        guard let text = request.parameters["max_age"] else {
            draft.maxAge = request.client.metadata.defaultMaxAge
            return
        }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int64(text) else {
            throw OAuthError(.invalidRequest, "max_age must be a number of seconds")
        }
        draft.maxAge = seconds
    }
}
