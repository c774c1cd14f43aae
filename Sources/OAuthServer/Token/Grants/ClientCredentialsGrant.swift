import OAuthProtocol
import Storage

/// `client_credentials` (RFC 6749 §4.4): a client acts for itself. Nothing is stored: the token names the registration
/// that it dies with.
package struct ClientCredentialsGrant: Grant {
    package let type = GrantType.clientCredentials
    package static let parameters: Set<String> = ["scope", "resource"]

    private let resources: ResourceDirectory

    package init(resources: ResourceDirectory) {
        self.resources = resources
    }

    package func redeem(
        _ request: RequestFacts, by client: AuthenticatedClient, at now: Timestamp
    ) async throws(OAuthError) -> Redemption {
        guard client.metadata.isConfidential else {
            throw OAuthError(.unauthorizedClient, "client_credentials is for clients that authenticate")
        }
        let requested = try ScopeRule.requested(in: request.parameters)
        let audience = try resources.requested(by: request.parameters, to: client)
        var redemption = Redemption(
            subject: .client,
            scope: try ScopeRule.granted(requested, to: client.metadata, resources.scopes(of: audience)))
        redemption.requestedScope = requested
        redemption.resources = audience
        return redemption
    }
}
