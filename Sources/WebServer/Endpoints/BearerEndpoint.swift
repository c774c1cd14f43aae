import HTTPTypes
import OAuthProtocol
import OAuthServer
import Storage

/// A resource of ours, which answers to an access token: in the header, or in the form of a POST (RFC 6750 §2).
struct BearerEndpoint: Endpoint {
    /// Where the metadata of this resource are; `nil` if nowhere.
    let metadataURL: String?
    /// How an error is told.
    let body: @Sendable (OAuthError) -> [UInt8]
    /// The answer; `nil` if no token was shown.
    let perform: @Sendable (RequestFacts, Timestamp) async throws(OAuthError) -> WebResponse?

    func respond(to request: WebRequest) async -> WebResponse {
        var refusal: OAuthError?
        do throws(OAuthError) {
            let isForm = request.method == .post && !request.body.isEmpty
            let parameters = isForm ? try request.parameters(known: ["access_token"]) : Parameters()
            if let response = try await perform(try request.facts(parameters), request.now) { return response }
        } catch {
            refusal = error
        }
        let missing = OAuthError(.invalidRequest, "an access token is needed: Authorization: Bearer")
        return .bearerChallenge(refusal, body: body(refusal ?? missing), metadataURL: metadataURL)
    }
}

extension BearerEndpoint {
    /// `/v1/auth/userinfo` (OpenID Connect Core §5.3).
    static func userInfo(_ operation: UserInfoOperation, metadataURL: String?) -> BearerEndpoint {
        BearerEndpoint(metadataURL: metadataURL, body: jsonError) { facts, now throws(OAuthError) in
            switch try await operation.userInfo(facts, at: now) {
            case .json(let claims): .json(claims)
            case .token(let token): WebResponse(status: .ok, headers: [.contentType: "application/jwt"], body: token)
            case nil: nil
            }
        }
    }

    /// `/v1/auth/me`, the same in the shape of the API that this server stands in for.
    static func me(_ operation: UserInfoOperation, metadataURL: String?) -> BearerEndpoint {
        BearerEndpoint(metadataURL: metadataURL, body: errorText) { facts, now throws(OAuthError) in
            try await operation.me(facts, at: now).map { .json($0) }
        }
    }

    /// `/v1/auth/renewaccesstoken`: a fresh access token for a live one, in the shape of that API.
    static func renewal(_ operation: RenewalOperation, metadataURL: String?) -> BearerEndpoint {
        BearerEndpoint(metadataURL: metadataURL, body: errorText) { facts, now throws(OAuthError) in
            guard let renewed = try await operation.perform(facts, at: now) else { return nil }
            var json = JSONWriter()
            json.open()
            json.member("accessToken", ascii: renewed.accessToken)
            json.member("expirationTime", CivilTime(renewed.expiresAt).rfc3339(milliseconds: 0))
            json.member("userId", renewed.user.id.number)
            json.member("name", renewed.user.username)
            json.member("userStatus", "Active")
            json.close()
            return .json(json.octets)
        }
    }

    /// RFC 6749 §5.2.
    private static func jsonError(_ error: OAuthError) -> [UInt8] {
        WebResponse.error(error).body
    }

    /// `errorText`: how the endpoints of that API besides the token endpoint say what is wrong.
    private static func errorText(_ error: OAuthError) -> [UInt8] {
        var json = JSONWriter(reserving: 128)
        json.open()
        json.member("errorText", error.description)
        json.close()
        return json.octets
    }
}
