import HTTPTypes
import OAuthProtocol
import OAuthServer

/// Registration: `POST /v1/auth/register`, where clients register themselves (RFC 7591), and
/// `/v1/auth/register/{client_id}`, where they look after their own registration (RFC 7592).
struct RegistrationEndpoint: Endpoint {
    let operation: RegistrationOperation

    /// A token that is not good is answered with a challenge (RFC 6750 §3), everything else as RFC 7591 §3.2.2 has it.
    func respond(to request: WebRequest) async -> WebResponse {
        do throws(OAuthError) {
            return try await perform(request, try request.facts(Parameters()))
        } catch {
            let plain = WebResponse.error(error)
            guard error.code == .invalidToken else { return plain }
            return .bearerChallenge(request.headers[.authorization] == nil ? nil : error, body: plain.body)
        }
    }

    private func perform(_ request: WebRequest, _ facts: RequestFacts) async throws(OAuthError) -> WebResponse {
        let segment = request.path.utf8.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? []
        let id = ClientID(PercentEncoding.decode(segment, form: false) ?? "")
        switch request.method {
        case .post:
            let information = try await operation.register(try stated(in: request), facts, at: request.now)
            return .json(information.octets, status: .created, outcome: "registered")
        case .put:
            let information = try await operation.replace(id, by: try stated(in: request), facts, at: request.now)
            return .json(information.octets, outcome: "replaced")
        case .delete:
            try await operation.remove(id, facts, at: request.now)
            return WebResponse(status: .noContent, outcome: "removed")
        default: return .json(try await operation.read(id, facts, at: request.now).octets)
        }
    }

    /// The body as a JSON object.
    ///
    /// - Throws: `invalid_request` for another content type, for anything else than an object, and for members that stand
    ///   twice.
    private func stated(in request: WebRequest) throws(OAuthError) -> JSONObject {
        guard request.mediaType == MediaType.json else {
            throw OAuthError(.invalidRequest, "Content-Type must be application/json")
        }
        do throws(JSONError) {
            guard let object = try JSONParser.parse(document: request.body).object else { throw .malformed }
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
