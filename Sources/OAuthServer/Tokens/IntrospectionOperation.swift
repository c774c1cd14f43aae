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
        package let body: JSONObject
        /// Whether the token is alive and the client may know.
        package var isActive: Bool { body["active"] == .bool(true) }
        /// Whether it must not leave in the clear, whatever the request says that it takes.
        package var isSecret: Bool { client.metadata.introspectionEncryption.chosen != nil }
        fileprivate let client: ClientRecord
    }

    /// The answer as a JWT in ASCII, of the media type `application/token-introspection+jwt` (RFC 9701 §5).
    ///
    /// - Throws: `server_error` if it cannot be signed; what encryption to the client throws.
    package func signed(_ answer: Answer, at now: Timestamp) async throws(OAuthError) -> [UInt8] {
        let claims: JSONObject = [
            "iss": .string(configuration.issuer.value), "aud": .string(answer.client.id.value),
            "iat": .integer(now.seconds), "token_introspection": .object(answer.body),
        ]
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
        return Answer(body: try await judge(text, for: client, at: now), client: client.record)
    }

    private func judge(
        _ text: String, for client: AuthenticatedClient, at now: Timestamp
    ) async throws(OAuthError) -> JSONObject {
        if let live = try await verifier.verify(text, at: now) {
            return mayAsk(client, about: live.token.clientID) ? describe(live) : Self.inactive
        }
        guard let (token, standing, _) = try await refreshTokens.find(text),
            mayAsk(client, about: standing.delegation.client.id), let user = standing.activeUser(at: now),
            let state = standing.delegation.refresh, token.generation == state.generation, now < state.expiresAt,
            let owner = try await clients.find(standing.delegation.client.id, at: now),
            owner.registration == standing.delegation.client
        else { return Self.inactive }
        return describe(standing.delegation, state, user, owner)
    }

    private static let inactive: JSONObject = ["active": .bool(false)]

    private func mayAsk(_ client: AuthenticatedClient, about owner: ClientID) -> Bool {
        owner == client.id || client.metadata.mayIntrospect
    }

    private func describe(_ live: LiveToken) -> JSONObject {
        let token = live.token
        var answer: JSONObject = ["active": .bool(true)]
        answer["iss"] = .string(configuration.issuer.value)
        answer["client_id"] = .string(token.clientID.value)
        answer["sub"] = .string(token.subject)
        // A name would tell clients of different sectors what their pairwise subjects hide.
        if case .user(let user, _, _) = live.holder, live.client.metadata.subjectType == .public {
            answer["username"] = .string(user.username)
        }
        answer["aud"] = token.audience.count == 1 ? .string(token.audience[0]) : .strings(token.audience)
        answer["scope"] = live.scope.isEmpty ? nil : .string(live.scope.description)
        answer["token_type"] = .string("Bearer")
        answer["iat"] = .integer(token.issuedAt.seconds)
        answer["exp"] = .integer(token.expiresAt.seconds)
        answer["auth_time"] = token.authenticatedAt.map { .integer($0.seconds) }
        answer["acr"] = token.acr.map(JSONValue.string)
        answer["act"] = Actor.claim(token.actors)
        answer["jti"] = .string(token.id.description)
        return answer
    }

    private func describe(
        _ delegation: DelegationRecord, _ state: RefreshState, _ user: UserRecord, _ owner: ClientRecord
    ) -> JSONObject {
        var answer: JSONObject = ["active": .bool(true)]
        answer["iss"] = .string(configuration.issuer.value)
        answer["client_id"] = .string(delegation.client.id.value)
        answer["sub"] = .string(subjects.subject(of: user.id, for: owner.metadata))
        answer["username"] = owner.metadata.subjectType == .public ? .string(user.username) : nil
        let scope = delegation.scope.intersection(owner.metadata.scope)
        answer["scope"] = scope.isEmpty ? nil : .string(scope.description)
        answer["iat"] = .integer(state.rotatedAt.seconds)
        answer["exp"] = .integer(state.expiresAt.seconds)
        answer["auth_time"] = delegation.authenticatedAt.map { .integer($0.seconds) }
        answer["acr"] = delegation.acr.map(JSONValue.string)
        return answer
    }
}
