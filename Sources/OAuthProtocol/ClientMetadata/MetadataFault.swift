/// What is wrong with client metadata as a whole, where each member is good by itself.
package struct MetadataFault: Sendable {
    /// The names of the members that it lies between, the one to look at first in front.
    package let members: [String]
    /// `invalid_redirect_uri` or `invalid_client_metadata`.
    package let error: OAuthError

    init(_ members: [String], _ description: String, code: OAuthError.Code = .invalidClientMetadata) {
        self.members = members
        error = OAuthError(code, description)
    }
}
