import OAuthProtocol
import Storage

/// `code_challenge` and `code_challenge_method` (RFC 7636 §4.3). An absent method means `plain` there, which nobody may
/// use, so it is refused and not guessed.
struct PKCECheck: AuthorizationCheck {
    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError) {
        let method = request.parameters["code_challenge_method"]
        guard let text = request.parameters["code_challenge"] else {
            guard method == nil else { throw OAuthError(.invalidRequest, "code_challenge is missing") }
            guard request.client.metadata.isConfidential, !request.client.metadata.requiresPKCE else {
                throw OAuthError(.invalidRequest, "this client must use PKCE: code_challenge is missing")
            }
            return
        }
        guard method == "S256" else { throw OAuthError(.invalidRequest, "code_challenge_method must be S256") }
        guard let challenge = CodeChallenge(text) else {
            throw OAuthError(.invalidRequest, "code_challenge must be the base64url of a SHA-256 digest")
        }
        draft.challenge = challenge
    }
}
