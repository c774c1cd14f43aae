import OAuthProtocol
import Storage

/// A client that has proved that it is itself, as far as its registration asks for. Only `ClientAuthenticator` makes one.
package struct AuthenticatedClient: Sendable {
    package let record: ClientRecord

    /// For `ClientAuthenticator` alone.
    init(proved record: ClientRecord) {
        self.record = record
    }

    package var id: ClientID { record.id }
    package var registration: ClientRegistration { record.registration }
    package var metadata: ClientMetadata { record.metadata }

    /// - Throws: `unauthorized_client` if the client is not registered for the grant (RFC 6749 §5.2).
    package func mustBeAllowed(_ grant: GrantType) throws(OAuthError) {
        guard metadata.grantTypes.contains(grant) else {
            throw OAuthError(.unauthorizedClient, "this client is not registered for the grant \(grant.rawValue)")
        }
    }
}
