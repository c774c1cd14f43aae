import HTTPTypes
import OAuthProtocol
import OAuthServer

/// `POST /v1/auth/register`: clients register themselves (RFC 7591).
struct RegistrationEndpoint: Endpoint {
    let operation: RegistrationOperation

    func respond(to request: WebRequest) async -> WebResponse {
        await request.registering { facts throws(OAuthError) in
            let stated = try request.jsonObject()
            let information = try await operation.register(stated, facts, at: request.now)
            return .json(information.octets, status: .created, outcome: "registered")
        }
    }
}

/// `/v1/auth/register/{client_id}`: clients look after their own registration (RFC 7592).
struct ClientConfigurationEndpoint: Endpoint {
    let operation: RegistrationOperation

    func respond(to request: WebRequest) async -> WebResponse {
        await request.registering { facts throws(OAuthError) in
            let segment = request.path.utf8.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? []
            let id = ClientID(PercentEncoding.decode(segment, form: false) ?? "")
            switch request.method {
            case .put:
                let stated = try request.jsonObject()
                return .json(
                    try await operation.replace(id, by: stated, facts, at: request.now).octets, outcome: "replaced")
            case .delete:
                try await operation.remove(id, facts, at: request.now)
                return WebResponse(status: .noContent, outcome: "removed")
            default:
                return .json(try await operation.read(id, facts, at: request.now).octets, outcome: "ok")
            }
        }
    }
}

extension WebRequest {
    /// Answers with what `perform` makes of the request. A token that is not good is answered with a challenge (RFC 6750
    /// §3), everything else as RFC 7591 §3.2.2 has it.
    fileprivate func registering(
        _ perform: (RequestFacts) async throws(OAuthError) -> WebResponse
    ) async -> WebResponse {
        do throws(OAuthError) {
            return try await perform(try facts(Parameters()))
        } catch {
            let plain = WebResponse.error(error)
            guard error.code == .invalidToken else { return plain }
            return .bearerChallenge(headers[.authorization] == nil ? nil : error, body: plain.body)
        }
    }

    /// The body as a JSON object.
    ///
    /// - Throws: `invalid_request` for another content type, for anything else than an object, and for members that stand
    ///   twice.
    fileprivate func jsonObject() throws(OAuthError) -> JSONObject {
        guard mediaType == MediaType.json else {
            throw OAuthError(.invalidRequest, "Content-Type must be application/json")
        }
        do throws(JSONError) {
            guard let object = try JSONParser.parse(document: body).object else { throw .malformed }
            return object
        } catch {
            switch error {
            case .malformed: throw OAuthError(.invalidRequest, "the body must be a JSON object")
            case .duplicateMember: throw OAuthError(.invalidRequest, "a member of the JSON body is repeated")
            case .tooDeep: throw OAuthError(.invalidRequest, "the JSON body is nested too deeply")
            }
        }
    }
}
