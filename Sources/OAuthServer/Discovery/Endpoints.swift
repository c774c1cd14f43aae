/// Where the endpoints are: paths below the issuer, as the routes have them and the metadata names them.
package enum Endpoints {
    package static let authorization = "/oauth"
    package static let token = "/v1/auth/oauthtoken"
    package static let userInfo = "/v1/auth/userinfo"
    /// UserInfo in the shape of the API that this server stands in for.
    package static let me = "/v1/auth/me"
    /// A fresh access token for a live one, by that API.
    package static let renewal = "/v1/auth/renewaccesstoken"
    package static let jwks = "/v1/auth/jwks"
    package static let revocation = "/v1/auth/revoke"
    package static let introspection = "/v1/auth/introspect"
    package static let endSession = "/v1/auth/logout"
    package static let registration = "/v1/auth/register"
    package static let deviceAuthorization = "/v1/auth/device"
    /// Where people enter their codes: named by the answers to devices, and by no document.
    package static let devicePage = "/device"
}
