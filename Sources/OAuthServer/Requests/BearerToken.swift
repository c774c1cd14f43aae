import OAuthProtocol

/// An access token as a request carries it (RFC 6750 §2).
package enum BearerToken {
    /// The token of the `Authorization` header, or of the form's `access_token`; `nil` if there is none.
    ///
    /// - Throws: `invalid_request` if both are there (RFC 6750 §2), `invalid_token` if the header is not Bearer.
    package static func find(in facts: RequestFacts) throws(OAuthError) -> String? {
        let field = facts.parameters["access_token"]
        guard let header = facts.authorization else { return field }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw OAuthError(.invalidToken, "the Authorization header must be Bearer with an access token")
        }
        guard field == nil else { throw OAuthError(.invalidRequest, "the access token is sent in two places") }
        return String(parts[1])
    }
}
