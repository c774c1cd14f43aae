import HTTPTypes
import OAuthProtocol
import OAuthServer
import Storage

/// `/v1/auth/renewaccesstoken`: a fresh access token for a live one, in the shape of the API that this server stands in for.
struct RenewalEndpoint: Endpoint {
    let operation: RenewalOperation
    /// Where the metadata of this resource are; `nil` if nowhere.
    let metadataURL: String?

    func respond(to request: WebRequest) async -> WebResponse {
        do throws(OAuthError) {
            guard let renewed = try await operation.perform(try request.bearerFacts(), at: request.now) else {
                let missing = OAuthError(.invalidRequest, "an access token is needed: Authorization: Bearer")
                return .bearerChallenge(nil, body: ErrorText.body(missing), metadataURL: metadataURL)
            }
            var json = JSONWriter()
            json.open()
            json.member("accessToken", ascii: renewed.accessToken)
            json.member("expirationTime", CivilTime(renewed.expiresAt).rfc3339(milliseconds: 0))
            json.member("userId", renewed.user.id.number)
            json.member("name", renewed.user.username)
            json.member("userStatus", "Active")
            json.close()
            return .json(json.octets, outcome: "ok")
        } catch {
            return .bearerChallenge(error, body: ErrorText.body(error), metadataURL: metadataURL)
        }
    }
}
