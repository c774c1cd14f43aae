import OAuthProtocol

/// An access token as a request carries it (RFC 6750 §2).
package enum BearerToken {
    /// The token of the `Authorization` header, or of the form's `access_token`; `nil` if there is none. Another scheme
    /// in the header is no attempt at all (RFC 6750 §3.1).
    ///
    /// - Throws: `invalid_request` if both are there (RFC 6750 §2).
    package static func find(in facts: RequestFacts) throws(OAuthError) -> String? {
        let field = facts.parameters["access_token"]
        let header = facts.authorization.flatMap { AuthorizationField.credentials(in: $0, of: "bearer") }
        guard let header else { return field }
        guard field == nil else { throw OAuthError(.invalidRequest, "the access token is sent in two places") }
        return header
    }
}
