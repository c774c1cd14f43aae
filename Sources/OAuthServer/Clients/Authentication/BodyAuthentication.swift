import OAuthProtocol

/// `client_id` and `client_secret` as parameters of the body (RFC 6749 §2.3.1).
package struct BodyAuthentication: CredentialPresentation {
    package static let parameters: Set<String> = ["client_secret"]
    package static let methods: [ClientAuthenticationMethod] = [.clientSecretPost]

    package func credentials(in facts: RequestFacts) throws(OAuthError) -> PresentedCredentials? {
        guard let secret = facts.parameters["client_secret"] else { return nil }
        let candidates = facts.parameters["client_id"].map { [ClientID($0)] } ?? []
        return PresentedCredentials(candidates: candidates, secrets: [Secret(secret)], channel: .body)
    }
}
