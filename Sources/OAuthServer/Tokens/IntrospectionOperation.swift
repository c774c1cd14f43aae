import JOSE
import OAuthProtocol
import Storage

/// Token introspection (RFC 7662): what a token says, if it is alive and the asking client may know; as JSON, or signed and, if the
/// client wants that, encrypted (RFC 9701).
package struct IntrospectionOperation: Sendable {
    /// Every parameter that is read here.
    package static let parameters = ClientAuthenticator.parameters.union(["token", "token_type_hint"])

    private let configuration: ServerConfiguration
    private let authenticator: ClientAuthenticator
    private let clients: ClientDirectory
    private let verifier: AccessTokenVerifier
    private let refreshTokens: RefreshTokenReader
    private let keys: TokenKeys
    private let clientKeys: ClientKeys
    private let subjects: Subjects

    package init(
        configuration: ServerConfiguration, authenticator: ClientAuthenticator, clients: ClientDirectory,
        verifier: AccessTokenVerifier, refreshTokens: RefreshTokenReader, keys: TokenKeys, clientKeys: ClientKeys
    ) {
        self.clientKeys = clientKeys
        self.keys = keys
        subjects = Subjects(keys: keys)
        self.configuration = configuration
        self.authenticator = authenticator
        self.clients = clients
        self.verifier = verifier
        self.refreshTokens = refreshTokens
    }

    /// An answer, and for whom it is.
    package struct Answer: Sendable {
        /// JSON.
        package let octets: [UInt8]
        /// Whether the token is alive and the client may know.
        package let isActive: Bool
        /// Whether it must not leave in the clear, whatever the request says that it takes.
        package var isSecret: Bool { client.metadata.introspectionEncryption.chosen != nil }
        fileprivate let client: ClientRecord
    }

    /// The answer as a JWT in ASCII, of the media type `application/token-introspection+jwt` (RFC 9701 §5).
    ///
    /// - Throws: `server_error` if it cannot be signed; what encryption to the client throws.
    package func signed(_ answer: Answer, at now: Timestamp) async throws(OAuthError) -> [UInt8] {
        var claims = JSONWriter()
        claims.open()
        claims.member("iss", configuration.issuer.value)
        claims.member("aud", answer.client.id.value)
        claims.member("iat", now.seconds)
        claims.member("token_introspection", json: answer.octets)
        claims.close()
        let signed = try await keys.sign(
            claims.octets, by: answer.client.metadata.introspectionAlgorithm, type: "token-introspection+jwt")
        return try await clientKeys.encrypted(
            signed, to: answer.client, as: answer.client.metadata.introspectionEncryption, at: now)
    }

    /// The answer; `{"active":false}` for every token that is dead, unknown, or none of the client's business, so that
    /// nobody learns which (RFC 7662 §2.2).
    ///
    /// - Throws: the errors of client authentication; `unauthorized_client` for a public client (RFC 7662 §4);
    ///   those of the store.
    package func perform(_ request: RequestFacts, at now: Timestamp) async throws(OAuthError) -> Answer {
        let client = try await authenticator.authenticate(request, at: now)
        guard client.metadata.isConfidential else {
            throw OAuthError(.unauthorizedClient, "introspection is for clients that authenticate")
        }
        guard let text = request.parameters["token"] else { throw OAuthError(.invalidRequest, "token is missing") }
        let known = try await judge(text, for: client, at: now)
        return Answer(octets: known ?? Self.inactive, isActive: known != nil, client: client.record)
    }

    /// - Returns: what the token says; `nil` if that is none of the client's business, or nothing.
    private func judge(
        _ text: String, for client: AuthenticatedClient, at now: Timestamp
    ) async throws(OAuthError) -> [UInt8]? {
        if let live = try await verifier.verify(text, at: now) {
            guard mayAsk(client, about: live.token.clientID) else { return nil }
            return live.answers.octets(of: .introspection) { describe(live) }
        }
        guard let (token, standing, _) = try await refreshTokens.find(text),
            mayAsk(client, about: standing.delegation.client.id), let user = standing.activeUser(at: now),
            let state = standing.delegation.refresh, token.generation == state.generation, now < state.expiresAt,
            let owner = try await clients.find(standing.delegation.client.id, at: now),
            owner.registration == standing.delegation.client
        else { return nil }
        return describe(standing.delegation, state, user, owner)
    }

    private static let inactive = Array(#"{"active":false}"#.utf8)

    private func mayAsk(_ client: AuthenticatedClient, about owner: ClientID) -> Bool {
        owner == client.id || client.metadata.mayIntrospect
    }

    private func describe(_ live: LiveToken) -> [UInt8] {
        let token = live.token
        let scope = live.scope
        var username: String?
        // A name would tell clients of different sectors what their pairwise subjects hide.
        if case .user(let user, _, _) = live.holder, live.client.metadata.subjectType == .public {
            username = user.username
        }
        var answer = begin(of: token.clientID, subject: token.subject, username: username)
        answer.member("aud", token.audience.count == 1 ? .string(token.audience[0]) : .strings(token.audience))
        answer.member("scope", scope.isEmpty ? nil : scope.description)
        answer.member("token_type", "Bearer")
        answer.member("iat", token.issuedAt.seconds)
        answer.member("exp", token.expiresAt.seconds)
        answer.member("auth_time", token.authenticatedAt?.seconds)
        answer.member("acr", token.acr)
        answer.member("act", Actor.claim(token.actors))
        answer.member("jti", token.id.description)
        answer.close()
        return answer.octets
    }

    private func describe(
        _ delegation: DelegationRecord, _ state: RefreshState, _ user: UserRecord, _ owner: ClientRecord
    ) -> [UInt8] {
        let scope = delegation.scope.intersection(owner.metadata.scope)
        var answer = begin(
            of: delegation.client.id, subject: subjects.subject(of: user.id, for: owner.metadata),
            username: owner.metadata.subjectType == .public ? user.username : nil)
        answer.member("scope", scope.isEmpty ? nil : scope.description)
        answer.member("iat", state.rotatedAt.seconds)
        answer.member("exp", state.expiresAt.seconds)
        answer.member("auth_time", delegation.authenticatedAt?.seconds)
        answer.member("acr", delegation.acr)
        answer.close()
        return answer.octets
    }

    private func begin(of client: ClientID, subject: String, username: String?) -> JSONWriter {
        var answer = JSONWriter()
        answer.open()
        answer.member("active", true)
        answer.member("iss", configuration.issuer.value)
        answer.member("client_id", client.value)
        answer.member("sub", subject)
        answer.member("username", username)
        return answer
    }
}
