import JOSE
import OAuthProtocol
import Storage

/// `id_token_hint` (OpenID Connect Core §3.1.2.1): who should be signed in. One that is not ours for this client proves
/// nobody, so the person signs in. After the claims and `prompt`.
struct HintCheck: AuthorizationCheck {
    let issuer: Issuer
    let ring: KeyRing

    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError) {
        guard let text = request.parameters["id_token_hint"] else { return }
        let hint = IDTokenHint(text, issuer: issuer, keys: ring)
        guard let hint, hint.client == request.client.id else {
            guard !draft.prompts.contains(.none) else {
                throw OAuthError(
                    .loginRequired, "id_token_hint is not an ID token of this client, the user must sign in")
            }
            draft.prompts.insert(.login)
            return
        }
        guard draft.requiredSubject.map({ $0 == hint.subject }) ?? true else {
            throw OAuthError(.invalidRequest, "id_token_hint and the sub in claims name different users")
        }
        draft.requiredSubject = hint.subject
    }
}
