import OAuthProtocol

/// HTTP Basic (RFC 6749 §2.3.1, RFC 7617), from the `Authorization` header or, for callers that cannot set headers, from
/// the `httpAuth` parameter, which carries the header's value in the body.
package struct BasicAuthentication: CredentialPresentation {
    package static let parameters: Set<String> = ["httpAuth"]
    package static let methods: [ClientAuthenticationMethod] = [.clientSecretBasic]

    package func credentials(in facts: RequestFacts) throws(OAuthError) -> PresentedCredentials? {
        let field = facts.parameters["httpAuth"]
        if let field, let header = facts.authorization, field.octets != header.octets {
            throw OAuthError(.invalidRequest, "httpAuth differs from the Authorization header, send one of them")
        }
        if let header = facts.authorization {
            guard let pair = Self.pair(in: header) else {
                throw OAuthError(
                    .invalidClient, "the Authorization header must be Basic with base64 of client_id:client_secret")
            }
            return Self.credentials(of: pair)
        }
        guard let field else { return nil }
        guard let pair = Self.pair(in: field) else {
            throw OAuthError(.invalidRequest, "httpAuth must be Basic with base64 of client_id:client_secret")
        }
        return Self.credentials(of: pair)
    }

    /// RFC 6749 has identifier and secret percent-encoded before they are joined; many libraries send them raw. Both
    /// readings are offered, the RFC's first.
    private static func credentials(of pair: (user: String, password: String)) -> PresentedCredentials {
        var candidates: [ClientID] = []
        var secrets: [Secret] = []
        func offer(_ user: String?, _ password: String?) {
            guard let user, let password else { return }
            if !candidates.contains(ClientID(user)) { candidates.append(ClientID(user)) }
            guard !password.isEmpty, !secrets.contains(where: { $0.exposed.octets == password.octets }) else { return }
            secrets.append(Secret(password))
        }
        offer(
            PercentEncoding.decode(pair.user.utf8, form: true), PercentEncoding.decode(pair.password.utf8, form: true))
        offer(pair.user, pair.password)
        return PresentedCredentials(candidates: candidates, secrets: secrets, channel: .basic)
    }

    private static func pair(in value: String) -> (user: String, password: String)? {
        guard value.utf8.count <= Limits.valueLength,
            let credentials = AuthorizationField.credentials(in: value, of: "basic"),
            let octets = Base64.decode(credentials), let text = String(utf8: octets[...]),
            let (user, password) = text.octets.cut(at: ":"), !user.isEmpty
        else { return nil }
        return (String(user), String(password))
    }
}
