import HTTPTypes
import OAuthProtocol
import OAuthServer

/// `/v1/auth/userinfo` (OpenID Connect Core §5.3), and `/v1/auth/me`, the same in the shape of the API that this server stands in for.
struct UserInfoEndpoint: Endpoint {
    enum Shape {
        case userInfo
        case me
    }

    let operation: UserInfoOperation
    let shape: Shape
    /// Where the metadata of this resource are; `nil` if nowhere.
    let metadataURL: String?

    func respond(to request: WebRequest) async -> WebResponse {
        do throws(OAuthError) {
            let facts = try request.bearerFacts()
            switch shape {
            case .me:
                let user = try await operation.me(facts, at: request.now)
                return user.map { .json($0.octets, outcome: "ok") } ?? refusal(nil)
            case .userInfo:
                return switch try await operation.userInfo(facts, at: request.now) {
                case .json(let claims): .json(claims.octets, outcome: "ok")
                case .token(let token):
                    WebResponse(
                        status: .ok, headers: [.contentType: "application/jwt"], body: token, outcome: "ok")
                case nil: refusal(nil)
                }
            }
        } catch {
            return refusal(error)
        }
    }

    private func refusal(_ error: OAuthError?) -> WebResponse {
        let missing = OAuthError(.invalidRequest, "an access token is needed: Authorization: Bearer")
        let body =
            switch shape {
            case .userInfo: WebResponse.error(error ?? missing).body
            case .me: ErrorText.body(error ?? missing)
            }
        return .bearerChallenge(error, body: body, metadataURL: metadataURL)
    }
}

/// `errorText`: how the endpoints of that API besides the token endpoint say what is wrong.
enum ErrorText {
    static func body(_ error: OAuthError) -> [UInt8] {
        var json = JSONWriter(reserving: 128)
        json.open()
        json.member("errorText", error.description)
        json.close()
        return json.octets
    }
}

extension WebRequest {
    /// The facts that a bearer token may be in: the header, and the form of a POST (RFC 6750 §2.2).
    func bearerFacts() throws(OAuthError) -> RequestFacts {
        let isForm = method == .post && !body.isEmpty
        return try facts(isForm ? try parameters(known: ["access_token"]) : Parameters())
    }
}
