import OAuthProtocol

/// The answer to a token request (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3).
package struct TokenResponse: Sendable {
    package let accessToken: [UInt8]
    /// What kind of token it is (RFC 8693 §2.2.1); `nil` but for a token exchange.
    package let issuedTokenType: TokenTypeIdentifier?
    /// Seconds.
    package let expiresIn: Int64
    package let refreshToken: Secret?
    /// Seconds left; `nil` without a refresh token.
    package let refreshTokenExpiresIn: Int64?
    package let idToken: [UInt8]?
    /// `nil` if it is what was asked for.
    package let scope: Scope?
    /// What the token is for; empty if the client need not be told.
    package let resources: [ResourceIndicator]

    /// The JSON document.
    package var octets: [UInt8] {
        var json = JSONWriter(reserving: 2048)
        json.open()
        json.member("access_token", ascii: accessToken)
        json.member("issued_token_type", issuedTokenType?.rawValue)
        json.member("token_type", "Bearer")
        json.member("expires_in", expiresIn)
        json.member("refresh_token", refreshToken?.exposed)
        json.member("refresh_token_expires_in", refreshTokenExpiresIn)
        json.member("id_token", ascii: idToken)
        json.member("scope", scope?.description)
        if resources.count == 1 {
            json.member("resource", resources[0].value)
        } else if !resources.isEmpty {
            json.member("resource", .strings(resources.map(\.value)))
        }
        json.close()
        return json.octets
    }
}
