import OAuthProtocol
import Storage

/// An authorization request whose client and redirect URI are proved, so that errors may go there. Nothing else can
/// build a redirect: sending a browser to an unproved address does not type-check.
package struct RedirectableRequest: Sendable {
    package let client: ClientRecord
    package let redirectURI: RedirectURI
    package let redirectURIWasSent: Bool
    package let parameters: Parameters
    /// The first thing that is wrong with the parameters as such; `nil` if nothing is.
    package let problem: OAuthError?
    /// Returned byte for byte; `nil` if none was sent, or none that can be relied on.
    package let state: String?

    /// Whom an answer to it is for.
    package var recipient: Recipient {
        Recipient(client: client, languages: LanguageTags.read(parameters["ui_locales"]))
    }

    /// Proves client and redirect URI (RFC 6749 §4.1.2.1).
    ///
    /// - Throws: what is to be shown to the person, and never redirected.
    package init(
        _ survey: ParameterSurvey, clients: ClientDirectory, from address: String, at now: Timestamp
    ) async throws(OAuthError) {
        if survey.isCut, let problem = survey.problem { throw problem }
        for name in ["client_id", "redirect_uri"] where !survey.isReliable(name) {
            throw OAuthError(.invalidRequest, "the parameter \(name) is repeated, too long or not readable")
        }
        let parameters = survey.parameters
        guard let id = parameters["client_id"] else { throw OAuthError(.invalidRequest, "client_id is missing") }
        guard let client = try await clients.find(ClientID(id), from: address, at: now) else {
            throw Self.unknown(ClientID(id))
        }
        let registered = client.metadata.redirectURIs
        if let text = parameters["redirect_uri"] {
            guard let requested = RedirectURI(text), registered.contains(where: { $0.matches(requested) }) else {
                throw OAuthError(.invalidRequest, "redirect_uri is not registered for this client")
            }
            redirectURI = requested
            redirectURIWasSent = true
        } else {
            guard let only = registered.first, registered.count == 1 else {
                throw OAuthError(.invalidRequest, "redirect_uri is missing, and the client has not exactly one")
            }
            redirectURI = only
            redirectURIWasSent = false
        }
        self.client = client
        self.parameters = parameters
        problem = survey.problem
        state = survey.isReliable("state") ? parameters["state"] : nil
    }

    private static func unknown(_ id: ClientID) -> OAuthError {
        OAuthError(
            .invalidClient,
            SealedRegistrations.mayHaveMade(id)
                ? "the registration of client_id has expired or was removed, the client must register again"
                : "client_id is not registered here")
    }
}
