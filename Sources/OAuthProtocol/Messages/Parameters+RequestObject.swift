extension Parameters {
    /// Claims that speak of the JWT itself (RFC 7519 §4.1) and are no parameters.
    private static let claimsOfTheToken: Set<String> = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"]
    /// Parameters that are text in a query and an object in a request object (OpenID Connect Core §6.1).
    private static let objects: Set<String> = ["claims", "registration"]
    /// Parameters that mean something here, so that one of a wrong type must not be passed over.
    private static let known: Set<String> = [
        "acr_values", "claims_locales", "client_id", "code_challenge", "code_challenge_method", "display",
        "id_token_hint", "login_hint", "max_age", "nonce", "prompt", "redirect_uri", "response_mode", "response_type",
        "scope", "state", "ui_locales",
    ]

    /// Reads the claims of a request object (RFC 9101 §4): text as it is, a number as its literal, `claims` and
    /// `registration` as the JSON text that a query would have, an array for what may be repeated. Names that mean
    /// nothing here may be of any type.
    ///
    /// - Throws: `invalid_request_object` for a wrong type or size, or a request within the request.
    package init(requestObject claims: JSONObject) throws(OAuthError) {
        var collector = ParameterCollector(refusing: .invalidRequestObject)
        for (name, value) in claims.members where !Self.claimsOfTheToken.contains(name) {
            guard name != "request", name != "request_uri" else {
                throw OAuthError(.invalidRequestObject, "the request object must not have a \(name)")
            }
            guard collector.takesAnother() else { break }
            guard collector.begin(name) else { continue }
            switch value {
            case .null: continue
            case .string(let text): collector.add(text, to: name)
            case .number(let literal): collector.add(literal, to: name)
            case .object(let object) where Self.objects.contains(name):
                collector.add(String(decoding: object.octets, as: UTF8.self), to: name)
            case .array(let elements) where Self.repeatable.contains(name):
                for element in elements {
                    guard let text = element.string else { throw Self.wrongType(name) }
                    collector.add(text, to: name)
                }
            default:
                guard !Self.known.contains(name), !Self.objects.contains(name), !Self.repeatable.contains(name) else {
                    throw Self.wrongType(name)
                }
            }
        }
        if let problem = collector.survey.problem { throw problem }
        self = collector.survey.parameters
    }

    private static func wrongType(_ name: String) -> OAuthError {
        OAuthError(.invalidRequestObject, "in the request object \(shown(name)) has a wrong type")
    }
}
