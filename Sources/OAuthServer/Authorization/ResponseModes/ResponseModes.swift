import OAuthProtocol
import Storage

/// The response modes by name, and the answers made by them. Each mode also has a form in which the answer is one signed
/// JWT (JARM, JWT Secured Authorization Response Mode for OAuth 2.0).
package struct ResponseModes: Sendable {
    private static let plain: [any ResponseMode] = [
        QueryResponseMode(), FragmentResponseMode(), FormPostResponseMode(),
    ]
    /// JARM §2.3.4: the default for `code`.
    private static let shortForm = "jwt"
    private static let suffix = ".jwt"
    private static let standard = plain[0]

    private let issuer: Issuer
    private let secured: SecuredResponse

    package init(issuer: Issuer, keys: TokenKeys, clientKeys: ClientKeys) {
        self.issuer = issuer
        secured = SecuredResponse(issuer: issuer, keys: keys, clientKeys: clientKeys)
    }

    /// Every value of `response_mode`, for the metadata.
    package static let names = plain.map(\.name) + [shortForm] + plain.map { $0.name + suffix }

    /// The answer with a code.
    ///
    /// - Throws: `server_error` if an answer that must be signed or encrypted cannot be.
    package func answer(
        _ code: AuthorizationCode, to request: ValidatedRequest, of client: ClientRecord, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationAnswer {
        try await answer(
            [("code", code.secret.exposed)], by: request.responseMode, request.state, request.redirectURI, client, nil,
            now)
    }

    /// The answer with an error (RFC 6749 §4.1.2.1) to a request that was found to be good before.
    ///
    /// - `address`: of the browser that it goes to, which may be anybody's.
    /// - Throws: What the answer with a code throws, and `too_many_requests` for an address that has too many
    ///   encrypted.
    package func answer(
        _ error: OAuthError, to request: ValidatedRequest, of client: ClientRecord, from address: String,
        at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationAnswer {
        try await answer(
            Self.fields(of: error), by: request.responseMode, request.state, request.redirectURI, client, address, now)
    }

    /// The answer with an error to a request of which no more is proved than where answers go: by the mode that it asks
    /// for, or by that of the response type that it asks for, whether or not this server has it.
    ///
    /// - Throws: What the answer with a code throws, and `too_many_requests` for an address that has too many
    ///   encrypted.
    package func answer(
        _ error: OAuthError, to request: RedirectableRequest, from address: String, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationAnswer {
        try await answer(
            Self.fields(of: error), by: Self.mode(for: request.parameters), request.state, request.redirectURI,
            request.client, address, now)
    }

    /// Clients that want tokens of the authorization endpoint read the fragment and nothing else: it is the default of
    /// such response types, errors included, and the query must not be used with them (OAuth 2.0 Multiple Response Types
    /// §3, §5; JARM §2.3).
    private static func mode(for parameters: Parameters) -> String? {
        let asked = parameters["response_mode"].flatMap { names.contains($0) ? $0 : nil }
        let types = (parameters["response_type"] ?? "").utf8.split(separator: UInt8(ascii: " "))
        guard types.contains(where: { $0.elementsEqual("token".utf8) || $0.elementsEqual("id_token".utf8) }) else {
            return asked
        }
        return switch asked {
        case nil, "query": "fragment"
        case shortForm, "query.jwt": "fragment.jwt"
        default: asked
        }
    }

    private static func fields(of error: OAuthError) -> [ResponseField] {
        [("error", error.code.rawValue), ("error_description", error.description)]
    }

    /// Adds `state`, and `iss` (RFC 9207), so that no client can take one server's answer for another's.
    private func answer(
        _ fields: [ResponseField], by name: String?, _ state: String?, _ redirectURI: RedirectURI,
        _ client: ClientRecord, _ address: String?, _ now: Timestamp
    ) async throws(OAuthError) -> AuthorizationAnswer {
        var fields = fields
        if let state { fields.append(("state", state)) }
        let isSecured = name == Self.shortForm || name?.octets.hasSuffix(Self.suffix) ?? false
        if isSecured {
            fields = [("response", try await secured.secure(fields, for: client, from: address, at: now))]
        } else {
            fields.append(("iss", issuer.value))
        }
        let mode = Self.plain.first { $0.name == name || $0.name + Self.suffix == name } ?? Self.standard
        return mode.answer(fields, to: redirectURI)
    }
}
