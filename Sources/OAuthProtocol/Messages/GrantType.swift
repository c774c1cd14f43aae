/// The `grant_type` values that this server implements.
package enum GrantType: String, Sendable, CaseIterable, Hashable {
    /// RFC 6749 §4.1
    case authorizationCode = "authorization_code"
    /// RFC 6749 §6
    case refreshToken = "refresh_token"
    /// RFC 6749 §4.4
    case clientCredentials = "client_credentials"
    /// RFC 7523 §2.1
    case jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    /// RFC 8693 §2.1
    case tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange"
    /// RFC 8628 §3.4
    case deviceCode = "urn:ietf:params:oauth:grant-type:device_code"
}

/// The kinds of token that a token exchange takes and gives, of those that RFC 8693 §3 names.
package enum TokenTypeIdentifier: String, Sendable, CaseIterable, Hashable {
    /// An access token of this server, in whichever form.
    case accessToken = "urn:ietf:params:oauth:token-type:access_token"
    /// The same, where it has to be a JWT.
    case jwt = "urn:ietf:params:oauth:token-type:jwt"
}
