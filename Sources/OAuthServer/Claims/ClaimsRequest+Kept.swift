import OAuthProtocol

extension ClaimsRequest {
    /// Octets of JSON that a grant keeps of it at most.
    private static let limit = 2048

    /// What a grant needs of it as long as it lives: which claims that can be released are asked for, and in which languages.
    /// The values that claims should have were judged with the request; other names give nothing. `nil` if nothing is left.
    ///
    /// - Throws: `invalid_request` if that is too much to be kept.
    var kept: ClaimsRequest? {
        get throws(OAuthError) {
            let kept = ClaimsRequest(
                idToken: Self.releasable(idToken), userInfo: Self.releasable(userInfo), languages: languages)
            let octets = kept.json.octets.count
            guard octets <= Self.limit else {
                throw OAuthError(.invalidRequest, "claims asks for too many claims in too many languages")
            }
            return kept.json.members.isEmpty ? nil : kept
        }
    }

    private static func releasable(_ claims: [Claim]) -> [Claim] {
        claims.filter { StandardClaims.scope(of: $0.name) != nil }.map { Claim($0.name) }
    }
}
