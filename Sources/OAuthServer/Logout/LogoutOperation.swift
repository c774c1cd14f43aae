import JOSE
import OAuthProtocol
import Storage

/// What a client asks of the logout endpoint (OpenID Connect RP-Initiated Logout 1.0 §2): judges the request and says
/// where the person may be sent afterwards. Whether they sign out is theirs to say.
package struct LogoutOperation: Sendable {
    private let issuer: Issuer
    private let clients: ClientDirectory
    private let ring: KeyRing

    package init(issuer: Issuer, clients: ClientDirectory, ring: KeyRing) {
        self.issuer = issuer
        self.clients = clients
        self.ring = ring
    }

    /// Proves who asks, and that it may have the person sent where it says.
    ///
    /// - Throws: what is to be shown to the person, and never redirected.
    package func prove(
        _ parameters: Parameters, from address: String, at now: Timestamp
    ) async throws(OAuthError) -> LogoutRequest {
        let asker = try await asker(of: parameters, from: address, at: now)
        var client: ClientRecord?
        if case .client(let known) = asker { client = known }
        var destination: RedirectURI?
        if let text = parameters["post_logout_redirect_uri"], asker != .removed {
            guard let client else {
                throw OAuthError(
                    .invalidRequest, "post_logout_redirect_uri needs an id_token_hint or a client_id beside it")
            }
            // Octet for octet: neither another port nor a text that only looks alike.
            destination = client.metadata.postLogoutRedirectURIs.first { $0.value.utf8.elementsEqual(text.utf8) }
            guard destination != nil else {
                throw OAuthError(.invalidRequest, "post_logout_redirect_uri is not registered for this client")
            }
        }
        return LogoutRequest(client: client, destination: destination, parameters: parameters)
    }

    private enum Asker: Equatable {
        case client(ClientRecord)
        /// A client that was here when the hint was issued, and is no more. Where it wanted the person sent is forgotten,
        /// but the person may sign out all the same.
        case removed
        /// The person came by themselves.
        case nobody
    }

    private func asker(
        of parameters: Parameters, from address: String, at now: Timestamp
    ) async throws(OAuthError) -> Asker {
        let named = parameters["client_id"].map(ClientID.init)
        guard let text = parameters["id_token_hint"] else {
            guard let named else { return .nobody }
            guard let client = try await clients.find(named, from: address, at: now) else {
                throw OAuthError(.invalidClient, "client_id is not registered here")
            }
            return .client(client)
        }
        guard let hint = IDTokenHint(text, issuer: issuer, keys: ring) else {
            throw OAuthError(.invalidRequest, "id_token_hint is not an ID token of this server")
        }
        guard named.map({ $0 == hint.client }) ?? true else {
            throw OAuthError(.invalidRequest, "client_id is not the client that id_token_hint was issued to")
        }
        do {
            return try await clients.find(hint.client, from: address, at: now).map(Asker.client) ?? .removed
        } catch {
            // Its metadata document is gone, or no client's any more.
            guard error.code == .invalidClient else { throw error }
            return .removed
        }
    }
}

/// A request for logout whose client and destination are proved. Nothing else can send a browser away afterwards.
package struct LogoutRequest: Sendable {
    /// What the confirmation brings back, to be proved again.
    private static let names = [
        "id_token_hint", "logout_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales",
    ]

    /// Who asks; `nil` if the person came by themselves.
    package let client: ClientRecord?
    private let destination: RedirectURI?
    private let parameters: Parameters

    fileprivate init(client: ClientRecord?, destination: RedirectURI?, parameters: Parameters) {
        self.client = client
        self.destination = destination
        self.parameters = parameters
    }

    /// Where the browser goes afterwards, with `state` as it was sent (§3); `nil` means that it stays here.
    package var location: String? {
        guard let destination else { return nil }
        return parameters["state"].map { destination.adding([("state", $0)]) } ?? destination.value
    }

    /// The languages that are asked for, the dearest first.
    package var languages: [String] { LanguageTags.read(parameters["ui_locales"]) }

    /// The request itself, name by name.
    package var fields: [(name: String, value: String)] {
        Self.names.compactMap { name in parameters[name].map { (name, $0) } }
    }
}
