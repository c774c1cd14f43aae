import OAuthProtocol

/// What an operation may know of the HTTP request that carried it. No framework type, no `Host` header: URLs are made
/// from the configured issuer only.
package struct RequestFacts: Sendable {
    package let parameters: Parameters
    /// The value of the `Authorization` header; `nil` if there is none.
    package let authorization: String?
    /// The address of the caller, for limits and the log.
    package let address: String

    /// Whether credentials came by a header, or in `httpAuth`, which counts as one; their failure is then answered with a
    /// challenge (RFC 6749 §5.2).
    package var usesHeader: Bool { authorization != nil || parameters["httpAuth"] != nil }

    package init(parameters: Parameters, authorization: String? = nil, address: String = "") {
        self.parameters = parameters
        self.authorization = authorization
        self.address = address
    }
}

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

/// The value of an `Authorization` field: `scheme 1*SP credentials` (RFC 9110 §11.4).
enum AuthorizationField {
    /// What follows the scheme and the spaces behind it; `nil` for another scheme, and where nothing follows.
    ///
    /// - `scheme`: in lower case; the field's own case does not matter.
    static func credentials(in field: String, of scheme: String) -> String? {
        guard let (name, rest) = field.octets.cut(at: " "), name.octets.lowercased.octets == scheme.octets else {
            return nil
        }
        let credentials = rest.utf8.drop { $0 == UInt8(ascii: " ") }
        return credentials.isEmpty ? nil : String(Substring(credentials))
    }
}
