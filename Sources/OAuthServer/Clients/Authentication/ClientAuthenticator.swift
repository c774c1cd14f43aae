import OAuthProtocol
import Storage

/// Finds out which client sends a request and whether it is that client (RFC 6749 §2.3). Exactly one way of presenting
/// credentials may be used; the client is loaded once; every failure reads the same.
package struct ClientAuthenticator: Sendable {
    /// To add a method: one file, one line here, one case of `ClientAuthenticationMethod`.
    private static let presentations: [any CredentialPresentation] = [
        BasicAuthentication(), BodyAuthentication(), AssertionAuthentication(),
    ]

    /// Every parameter that is read here.
    package static let parameters = presentations.reduce(Set(["client_id"])) { $0.union(type(of: $1).parameters) }

    /// The methods by which a client can prove that it is itself, under their registered names.
    package static let methods = presentations.flatMap { type(of: $0).methods }

    private let clients: ClientDirectory
    private let secrets: SecretVerifier
    private let assertions: ClientAssertionVerifier

    package init(clients: ClientDirectory, secrets: SecretVerifier, assertions: ClientAssertionVerifier) {
        self.clients = clients
        self.secrets = secrets
        self.assertions = assertions
    }

    /// - Throws: `invalid_client` if the client is unknown, unnamed or not proved; `invalid_request` if credentials stand
    ///   in two places or disagree; `temporarily_unavailable` if the client's keys are needed and cannot be had;
    ///   `too_many_requests` after too many wrong secrets.
    package func authenticate(_ facts: RequestFacts, at now: Timestamp) async throws(OAuthError) -> AuthenticatedClient
    {
        let presented = try presentedCredentials(in: facts)
        guard let record = try await find(presented.candidates, from: facts.address, at: now),
            Self.allows(record, presented)
        else {
            throw Self.failure()
        }
        if case .assertion(let assertion) = presented.channel {
            try await assertions.verify(assertion, of: record, from: facts.address, at: now)
        } else if record.metadata.isConfidential {
            guard try await secrets.matches(presented.secrets, of: record, from: facts.address, at: now) else {
                throw Self.failure()
            }
        }
        clients.noteUse(of: record.id, at: now)
        return AuthenticatedClient(proved: record)
    }

    /// The client that a request names, proved or not, for choosing how an error is sent; `nil` if there is none.
    package func named(in facts: RequestFacts, at now: Timestamp) async -> ClientRecord? {
        guard let presented = try? presentedCredentials(in: facts) else { return nil }
        return try? await find(presented.candidates, from: facts.address, at: now)
    }

    private func presentedCredentials(in facts: RequestFacts) throws(OAuthError) -> PresentedCredentials {
        var found: PresentedCredentials?
        for presentation in Self.presentations {
            guard let credentials = try presentation.credentials(in: facts) else { continue }
            guard found == nil else {
                throw OAuthError(.invalidRequest, "client credentials are sent in two places, send them in one")
            }
            found = credentials
        }
        guard let named = facts.parameters["client_id"].map(ClientID.init) else {
            guard let found, !found.candidates.isEmpty else {
                throw OAuthError(
                    .invalidClient,
                    "client authentication is needed: send client_id, and a confidential client's secret or assertion")
            }
            return found
        }
        guard let found else {
            return PresentedCredentials(candidates: [named], secrets: [], channel: .identifierOnly)
        }
        guard found.candidates.contains(named) else {
            throw OAuthError(.invalidRequest, "client_id differs from the client that the credentials name")
        }
        return PresentedCredentials(candidates: [named], secrets: found.secrets, channel: found.channel)
    }

    private func find(
        _ candidates: [ClientID], from address: String, at now: Timestamp
    ) async throws(OAuthError) -> ClientRecord? {
        for candidate in candidates {
            if let record = try await clients.find(candidate, from: address, at: now) { return record }
        }
        return nil
    }

    /// Whether the client may authenticate in the way that it did. A public client must not present a secret: one that
    /// does is taken for another, or for a mistake that its developer should see.
    private static func allows(_ record: ClientRecord, _ presented: PresentedCredentials) -> Bool {
        switch (record.metadata.authenticationMethod, presented.channel) {
        case (.privateKeyJWT, .assertion): true
        case (.privateKeyJWT, _), (_, .assertion): false
        case (.none, _): presented.secrets.isEmpty
        case (_, .identifierOnly): false
        case (.clientSecret, _), (.clientSecretBasic, .basic), (.clientSecretPost, .body): !presented.secrets.isEmpty
        // Whoever registers itself may use a library that states one of the two and sends the other, whichever the
        // metadata lists first. The secret is the same, and as well kept.
        case (.clientSecretBasic, .body), (.clientSecretPost, .basic):
            record.origin == .registration && !presented.secrets.isEmpty
        }
    }

    /// The one answer to every client that is not believed.
    ///
    /// - `cause`: why, for the log alone.
    static func failure(_ cause: String? = nil, file: StaticString = #fileID, line: UInt = #line) -> OAuthError {
        OAuthError(
            .invalidClient,
            "client authentication failed: the client is unknown, or its secret, assertion or method is wrong",
            cause: cause, file: file, line: line)
    }
}
