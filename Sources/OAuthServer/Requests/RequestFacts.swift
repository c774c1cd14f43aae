import OAuthProtocol

/// What an operation may know of the HTTP request that carried it. No framework type, no `Host` header: URLs are made
/// from the configured issuer only.
package struct RequestFacts: Sendable {
    package let parameters: Parameters
    /// The value of the `Authorization` header; `nil` if there is none.
    package let authorization: String?
    /// The address of the caller, for limits and the log.
    package let address: String

    package init(parameters: Parameters, authorization: String? = nil, address: String = "") {
        self.parameters = parameters
        self.authorization = authorization
        self.address = address
    }
}
