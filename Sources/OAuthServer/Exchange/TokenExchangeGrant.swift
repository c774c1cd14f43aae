import OAuthProtocol
import Storage

/// `urn:ietf:params:oauth:grant-type:token-exchange` (RFC 8693): a client turns an access token that was made for it into
/// one for a resource behind it, with as much of the scope as the operator's policy lets it have. The new token never
/// lives longer than the old one, and dies with it. There is no refresh token: the client exchanges again.
package struct TokenExchangeGrant: Grant {
    package let type = GrantType.tokenExchange
    package static let parameters: Set<String> = [
        "subject_token", "subject_token_type", "actor_token", "actor_token_type", "requested_token_type", "resource",
        "audience", "scope",
    ]

    /// How many exchanges may lie between a token and the one that a grant gave. It bounds the chain of actors too, and
    /// what a token costs to verify.
    static let mostExchanges = 5

    private let policies: [ClientID: [ExchangePolicy]]
    private let issuer: Issuer
    private let verifier: AccessTokenVerifier
    private let exchanges: any ExchangeStore
    private let resources: ResourceDirectory
    private let subjects: Subjects
    private let entropy: Entropy

    package init(
        configuration: ServerConfiguration, verifier: AccessTokenVerifier, exchanges: any ExchangeStore,
        resources: ResourceDirectory, keys: TokenKeys, entropy: Entropy
    ) {
        policies = Dictionary(grouping: configuration.exchange, by: \.client)
        issuer = configuration.issuer
        self.verifier = verifier
        self.exchanges = exchanges
        self.resources = resources
        self.entropy = entropy
        subjects = Subjects(keys: keys)
    }

    package func redeem(
        _ request: RequestFacts, by client: AuthenticatedClient, at now: Timestamp
    ) async throws(OAuthError) -> Redemption {
        guard client.metadata.isConfidential else {
            throw OAuthError(.unauthorizedClient, "token exchange is for clients that authenticate")
        }
        guard let policies = policies[client.id] else {
            throw OAuthError(.unauthorizedClient, "no exchange policy of this server is for this client")
        }
        let parameters = request.parameters
        let requestedType = try Self.type("requested_token_type", in: parameters) ?? .accessToken
        let requestedScope = try ScopeRule.requested(in: parameters)
        let named = try resources.targets(in: parameters)

        guard let subject = try await token("subject", in: parameters, at: now) else {
            throw OAuthError(.invalidRequest, "subject_token is missing")
        }
        guard subject.exchanges < Self.mostExchanges else {
            throw OAuthError(.invalidRequest, "the subject_token comes of \(Self.mostExchanges) exchanges already")
        }
        let rule = try ExchangeRule(policies, for: subject.token.audience, issuer: issuer, resources: resources)
        try keepPseudonym(of: subject, from: client)
        let targets = try rule.targets(named)
        // The outermost `act` is who acts now (RFC 8693 §4.1). Left out where somebody acted before, the client would let
        // that one be blamed for its own calls.
        let namesActor = rule.delegates(to: targets) || !subject.token.actors.isEmpty
        let actor = try await actor(in: parameters, of: client, allowed: namesActor, at: now)
        let scope = rule.allowed(subject.scope.intersection(client.metadata.scope), at: targets)
        let left = requestedScope.map { $0.intersection(scope) } ?? scope
        guard !left.isEmpty || requestedScope == nil && subject.token.scope.isEmpty else {
            throw OAuthError(
                .invalidScope, "nothing is left of the scope that subject token, client and exchange policy share")
        }

        let exchange = ExchangeRecord(
            id: ExchangeID(at: now, from: entropy), client: client.registration,
            subjectTokenID: subject.token.id.description, subjectClientID: subject.client.id,
            actorTokenID: actor?.token.id.description, createdAt: now, expiresAt: subject.token.expiresAt)
        var redemption = Redemption(subject: .exchange(subject.holder, exchange.id), scope: left)
        redemption.requestedScope = requestedScope
        redemption.resources = targets
        redemption.authenticatedAt = subject.token.authenticatedAt
        redemption.acr = subject.token.acr
        redemption.amr = subject.token.amr
        redemption.issuedTokenType = requestedType
        redemption.notAfter = min(subject.token.expiresAt, actor?.token.expiresAt ?? subject.token.expiresAt)
        redemption.actors = (namesActor ? [Actor(client.id)] : []) + subject.token.actors
        redemption.commit = { [exchanges] () throws(OAuthError) in
            let isKept = try await storing(await exchanges.commitExchange(exchange))
            guard isKept else { throw OAuthError(.invalidClient, "the client was removed meanwhile") }
            return .committed
        }
        return redemption
    }

    /// A pairwise subject hides a person from other sectors (OpenID Connect Core §8.1), and an exchange must not take it
    /// off: who holds a token with one gets another only with the same.
    ///
    /// - Throws: `invalid_request` if `client` knows the person by another name.
    private func keepPseudonym(of subject: LiveToken, from client: AuthenticatedClient) throws(OAuthError) {
        guard case .user(let user, _, _) = subject.holder, subject.token.subject != user.id.description,
            subject.token.subject != subjects.subject(of: user.id, for: client.metadata)
        else { return }
        throw OAuthError(
            .invalidRequest,
            "the subject_token has a pairwise subject, so only a pairwise client of the same sector may exchange it")
    }

    /// The `actor_token`, alive and good; `nil` if there is none. The client has authenticated, so it is the actor with
    /// or without one; a token of anybody else would say that somebody acts who is not here.
    private func actor(
        in parameters: Parameters, of client: AuthenticatedClient, allowed: Bool, at now: Timestamp
    ) async throws(OAuthError) -> LiveToken? {
        guard let actor = try await token("actor", in: parameters, at: now) else { return nil }
        guard allowed else {
            throw OAuthError(.invalidRequest, "the exchange policy has no delegation, leave actor_token out")
        }
        guard case .client = actor.holder, actor.client.id == client.id, actor.exchanges == 0 else {
            throw OAuthError(.invalidRequest, "actor_token must be a token that this client got for itself")
        }
        return actor
    }

    /// The live token in `subject_token` or `actor_token`; `nil` if there is none.
    ///
    /// - Throws: `invalid_request` for whatever is wrong with it, which is what RFC 8693 §2.2.2 says for either.
    private func token(
        _ role: String, in parameters: Parameters, at now: Timestamp
    ) async throws(OAuthError) -> LiveToken? {
        let type = try Self.type("\(role)_token_type", in: parameters)
        guard let text = parameters["\(role)_token"] else {
            guard type == nil else {
                throw OAuthError(.invalidRequest, "\(role)_token_type was sent without \(role)_token")
            }
            return nil
        }
        guard let type else { throw OAuthError(.invalidRequest, "\(role)_token_type is missing") }
        guard let live = try await verifier.verify(text, at: now) else {
            throw OAuthError(
                .invalidRequest, "\(role)_token is not an access token of this server, or is expired or revoked")
        }
        guard type == .accessToken || text.octets.contains(".") else {
            throw OAuthError(
                .invalidRequest,
                "\(role)_token is not a JWT, so its type is \(TokenTypeIdentifier.accessToken.rawValue)")
        }
        return live
    }

    private static func type(
        _ name: String, in parameters: Parameters
    ) throws(OAuthError) -> TokenTypeIdentifier? {
        guard let text = parameters[name] else { return nil }
        guard let type = TokenTypeIdentifier(rawValue: text) else {
            let known = TokenTypeIdentifier.allCases.map(\.rawValue).joined(separator: " or ")
            throw OAuthError(.invalidRequest, "\(name) must be \(known)")
        }
        return type
    }
}
