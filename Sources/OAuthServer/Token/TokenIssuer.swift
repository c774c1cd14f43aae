import JOSE
import OAuthProtocol
import Storage

/// Makes signed tokens out of a redemption, in memory. It reads and writes no storage.
package struct TokenIssuer: Sendable {
    private let configuration: ServerConfiguration
    private let resources: ResourceDirectory
    private let keys: TokenKeys
    private let subjects: Subjects
    private let idTokens: IDTokenIssuer
    private let entropy: Entropy

    package init(
        configuration: ServerConfiguration, resources: ResourceDirectory, keys: TokenKeys, clientKeys: ClientKeys,
        entropy: Entropy
    ) {
        self.configuration = configuration
        self.resources = resources
        self.keys = keys
        self.entropy = entropy
        subjects = Subjects(keys: keys)
        idTokens = IDTokenIssuer(configuration: configuration, keys: keys, clientKeys: clientKeys)
    }

    /// The response to a redeemed request.
    ///
    /// - Throws: `invalid_request` where a JWT was asked for and tokens are opaque; `invalid_target` for resources that want
    ///   different signatures; `server_error` if a key is missing or
    ///   cannot sign; `temporarily_unavailable` if the client's own keys are
    ///   needed and cannot be had.
    package func mint(
        _ redemption: Redemption, for client: AuthenticatedClient, at now: Timestamp
    ) async throws(OAuthError) -> TokenResponse {
        let token = accessToken(redemption, for: client.record, at: now)
        let form = try form(for: client.metadata, redemption.resources)
        guard redemption.issuedTokenType != .jwt || form != .sealed else {
            throw OAuthError(
                .invalidRequest, "tokens for this client and resource are no JWTs, leave requested_token_type out")
        }
        let signed = try await encode(token, as: form)
        var scope: Scope?
        if !redemption.scope.isEmpty,
            redemption.requestedScope.map({ !$0.grantsTheSame(as: redemption.scope) }) ?? true
        {
            scope = redemption.scope
        }
        return TokenResponse(
            accessToken: signed,
            issuedTokenType: redemption.issuedTokenType,
            expiresIn: token.expiresAt.seconds(since: now),
            refreshToken: redemption.refresh?.token.secret,
            refreshTokenExpiresIn: redemption.refresh?.expiresAt.seconds(since: now),
            idToken: try await idTokens.idToken(redemption, for: client.record, beside: signed, at: now),
            scope: scope, resources: redemption.namesResources ? redemption.resources : [])
    }

    /// An access token's claims, with the lifetime that client and resources set.
    package func accessToken(_ redemption: Redemption, for client: ClientRecord, at now: Timestamp) -> AccessToken {
        let end =
            now
            + resources.accessLifetime(of: redemption.resources, for: client.metadata, by: configuration.tokens)
        let subject: String
        let origin: TokenID.Origin
        switch redemption.subject {
        case .user(let user, let delegation):
            (subject, origin) = (subjects.subject(of: user.id, for: client.metadata), .delegation(delegation))
        case .client: (subject, origin) = (client.id.value, .client(instance: client.registration.instance))
        case .exchange(.user(let user, _, _), let exchange):
            (subject, origin) = (subjects.subject(of: user.id, for: client.metadata), .exchange(exchange))
        case .exchange(.client(let id), let exchange): (subject, origin) = (id.value, .exchange(exchange))
        }
        let audience = redemption.resources.map(\.value)
        return AccessToken(
            subject: subject, clientID: client.id, audience: audience.isEmpty ? [configuration.issuer.value] : audience,
            scope: redemption.scope, issuedAt: now, expiresAt: redemption.notAfter.map { min($0, end) } ?? end,
            id: TokenID(of: origin, from: entropy), authenticatedAt: redemption.authenticatedAt, acr: redemption.acr,
            amr: redemption.amr, actors: redemption.actors)
    }

    /// How an access token travels.
    package enum Form: Sendable, Equatable {
        /// A JWT (RFC 9068) that this algorithm signs.
        case signed(SignatureAlgorithm)
        /// The same claims, sealed so that only we can read them.
        case sealed
    }

    /// The form, and for a JWT the algorithm, that client, resources or server ask for, in this order.
    ///
    /// - Throws: `invalid_target` for resources that want different signatures.
    package func form(
        for client: ClientMetadata, _ resources: [ResourceIndicator]
    ) throws(OAuthError) -> Form {
        let tokens = configuration.tokens
        guard client.accessTokenFormat ?? self.resources.accessFormat(of: resources, by: tokens) == .jwt else {
            return .sealed
        }
        if let algorithm = client.accessTokenAlgorithm { return .signed(algorithm) }
        return .signed(try self.resources.accessAlgorithm(of: resources, by: tokens))
    }

    /// The token as it travels, in ASCII.
    ///
    /// - Throws: `invalid_request` if it would be longer than any verifier accepts; `server_error` if a key is missing or
    ///   cannot sign.
    package func encode(_ token: AccessToken, as form: Form) async throws(OAuthError) -> [UInt8] {
        let payload = token.payload(issuer: configuration.issuer)
        let encoded =
            switch form {
            case .signed(let algorithm): try await keys.sign(payload, by: algorithm, type: "at+jwt")
            case .sealed: Base64URL.encodedOctets(keys.opaque.seal(payload, bound: OpaqueToken.context))
            }
        guard encoded.count <= Limits.token else {
            throw OAuthError(.invalidRequest, "the access token would be too long, ask for fewer scopes or resources")
        }
        return encoded
    }
}

/// What an opaque access token is sealed for.
enum OpaqueToken {
    static let context = Array("access token".utf8)
}
