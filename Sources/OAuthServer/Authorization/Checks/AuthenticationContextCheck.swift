import OAuthProtocol
import Storage

/// `acr_values` (OpenID Connect Core §3.1.2.1, RFC 9470 §4), the claim `acr` of `claims` (§5.5.1.1), or the client's
/// `default_acr_values`. After the claims.
struct AuthenticationContextCheck: AuthorizationCheck {
    /// The classes that this server can give.
    let possible: [AuthenticationContext]

    func check(_ request: RedirectableRequest, _ draft: inout AuthorizationDraft) throws(OAuthError) {
        let claim = draft.claims?.idToken.first { $0.name == "acr" && !$0.values.isEmpty }
        let voluntary = request.parameters["acr_values"].map { $0.octets.split(" ").map(String.init) }
        let wanted = AuthenticationContextRequest(
            values: claim.map { $0.values.compactMap(\.string) } ?? voluntary
                ?? request.client.metadata.defaultACRValues,
            isEssential: claim?.isEssential ?? false)
        guard !wanted.isEssential || !wanted.known(of: possible).isEmpty else {
            throw OAuthError(.unmetAuthenticationRequirements, "no acr that was asked for can be had here")
        }
        draft.context = wanted
    }
}
