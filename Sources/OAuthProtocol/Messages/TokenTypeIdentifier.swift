/// The kinds of token that a token exchange takes and gives, of those that RFC 8693 §3 names.
package enum TokenTypeIdentifier: String, Sendable, CaseIterable, Hashable {
    /// An access token of this server, in whichever form.
    case accessToken = "urn:ietf:params:oauth:token-type:access_token"
    /// The same, where it has to be a JWT.
    case jwt = "urn:ietf:params:oauth:token-type:jwt"
}
