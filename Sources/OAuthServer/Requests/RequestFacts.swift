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
