import JOSE
import OAuthProtocol

/// `client_assertion` and `client_assertion_type` as parameters of the body (RFC 7523 §2.2): the client is whoever the
/// assertion's `sub` names, and `client_id` need not be there.
package struct AssertionAuthentication: CredentialPresentation {
    package static let parameters: Set<String> = ["client_assertion", "client_assertion_type"]
    package static let methods: [ClientAuthenticationMethod] = [.privateKeyJWT]

    package func credentials(in facts: RequestFacts) throws(OAuthError) -> PresentedCredentials? {
        let type = facts.parameters["client_assertion_type"]
        guard let text = facts.parameters["client_assertion"] else {
            guard type == nil else { throw OAuthError(.invalidRequest, "client_assertion is missing") }
            return nil
        }
        guard type == ClientAssertion.type else {
            throw OAuthError(.invalidRequest, "client_assertion_type must be \(ClientAssertion.type)")
        }
        let assertion: ClientAssertion
        do {
            assertion = try ClientAssertion(text)
        } catch {
            throw ClientAuthenticator.failure("the client assertion is not a signed JWT that is read here: \(error)")
        }
        guard let subject = assertion.claims.subject else {
            throw ClientAuthenticator.failure("the client assertion has no sub")
        }
        return PresentedCredentials(candidates: [ClientID(subject)], secrets: [], channel: .assertion(assertion))
    }
}
