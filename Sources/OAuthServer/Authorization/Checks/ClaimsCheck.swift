import OAuthProtocol
import Storage

/// `claims` (OpenID Connect Core §5.5): single claims, for ID token and UserInfo.
struct ClaimsCheck: AuthorizationCheck {
    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError) {
        guard let text = request.parameters["claims"] else { return }
        guard let json = try? JSONParser.parse(Array(text.utf8)).object, var claims = ClaimsRequest(json: json) else {
            throw OAuthError(
                .invalidRequest, "claims must be a JSON object with id_token and userinfo objects of at most 100 claims"
            )
        }
        claims.languages = []  // they have a parameter of their own, which is read after this
        draft.claims = claims
        for claim in claims.idToken where claim.name == "sub" {
            guard let subject = claim.values.first else { continue }
            guard claim.values.count == 1, let subject = subject.string else {
                throw OAuthError(.invalidRequest, "claims: sub can be asked for with one value only")
            }
            draft.requiredSubject = subject
        }
    }
}
