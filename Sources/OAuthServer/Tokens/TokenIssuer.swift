import Crypto
import JOSE
import OAuthProtocol
import Storage

/// Makes signed tokens out of a redemption, in memory. It reads and writes no storage.
package struct TokenIssuer: Sendable {
    private let configuration: ServerConfiguration
    private let resources: ResourceDirectory
    private let keys: TokenKeys
    private let entropy: Entropy

    package init(
        configuration: ServerConfiguration, resources: ResourceDirectory, keys: TokenKeys, entropy: Entropy
    ) {
        self.configuration = configuration
        self.resources = resources
        self.keys = keys
        self.entropy = entropy
    }

    /// The response to a redeemed request.
    ///
    /// - Throws: `server_error` if a key is missing or cannot sign.
    package func mint(
        _ redemption: Redemption, for client: AuthenticatedClient, at now: Timestamp
    ) throws(OAuthError) -> TokenResponse {
        let token = accessToken(redemption, for: client.record, at: now)
        let signed = try encode(token, format: format(for: client.metadata, redemption.resources))
        var scope: Scope?
        if redemption.requestedScope.map({ !$0.grantsTheSame(as: redemption.scope) }) ?? true {
            scope = redemption.scope
        }
        return TokenResponse(
            accessToken: signed,
            expiresIn: token.expiresAt.seconds(since: now),
            refreshToken: redemption.refresh?.token.secret,
            refreshTokenExpiresIn: redemption.refresh?.expiresAt.seconds(since: now),
            idToken: try idToken(redemption, for: client, beside: signed, at: now),
            scope: scope)
    }

    /// An access token's claims, with the lifetime that client and resources set.
    package func accessToken(_ redemption: Redemption, for client: ClientRecord, at now: Timestamp) -> AccessToken {
        let lifetimes = [client.metadata.accessTokenLifetime, resources.accessLifetime(of: redemption.resources)]
        let lifetime = lifetimes.compactMap(\.self).min() ?? configuration.tokens.accessLifetime
        let end = now + lifetime
        let subject: String
        let origin: TokenID.Origin
        switch redemption.subject {
        case .user(let user, let delegation): (subject, origin) = (user.description, .delegation(delegation))
        case .client: (subject, origin) = (client.id.value, .client(instance: client.instance))
        }
        let audience = redemption.resources.map(\.value)
        return AccessToken(
            subject: subject, clientID: client.id, audience: audience.isEmpty ? [configuration.issuer.value] : audience,
            scope: redemption.scope, issuedAt: now, expiresAt: redemption.notAfter.map { min($0, end) } ?? end,
            id: TokenID(of: origin, from: entropy), authenticatedAt: redemption.authenticatedAt)
    }

    /// The form that client, resources or server ask for, in this order.
    package func format(for client: ClientMetadata, _ resources: [ResourceIndicator]) -> AccessTokenFormat {
        client.accessTokenFormat ?? self.resources.accessFormat(of: resources) ?? configuration.tokens.accessFormat
    }

    /// The token as it travels, in ASCII: a JWT (RFC 9068), or the same claims sealed so that only we can read them.
    ///
    /// - Throws: `invalid_request` if it would be longer than any verifier accepts; `server_error` if a key is missing or
    ///   cannot sign.
    package func encode(_ token: AccessToken, format: AccessTokenFormat) throws(OAuthError) -> [UInt8] {
        let payload = token.payload(issuer: configuration.issuer)
        let encoded =
            switch format {
            case .jwt: try sign(payload, configuration.tokens.accessAlgorithm, type: "at+jwt")
            case .opaque: Base64URL.encodedOctets(keys.opaque.seal(payload, bound: OpaqueToken.context))
            }
        guard encoded.count <= Limits.token else {
            throw OAuthError(.invalidRequest, "the access token would be too long, ask for fewer scopes or resources")
        }
        return encoded
    }

    private func idToken(
        _ redemption: Redemption, for client: AuthenticatedClient, beside accessToken: [UInt8], at now: Timestamp
    ) throws(OAuthError) -> [UInt8]? {
        guard case .user(let user, _) = redemption.subject, redemption.scope.contains("openid") else { return nil }
        var json = JSONWriter()
        json.open()
        json.member("iss", configuration.issuer.value)
        json.member("sub", user.description)
        json.member("aud", client.id.value)
        json.member("exp", (now + configuration.tokens.accessLifetime).seconds)
        json.member("iat", now.seconds)
        json.member("auth_time", redemption.authenticatedAt?.seconds)
        json.member("nonce", redemption.nonce)
        // Left half of SHA-256, the hash of both algorithms that we sign with (OpenID Connect Core §3.1.3.6).
        json.member("at_hash", ascii: Base64URL.encodedOctets(Array(SHA256.hash(data: accessToken))[..<16]))
        json.close()
        return try sign(json.octets, client.metadata.idTokenAlgorithm, type: "JWT")
    }

    private func sign(_ payload: [UInt8], _ algorithm: SignatureAlgorithm, type: StaticString) throws(OAuthError)
        -> [UInt8]
    {
        guard let key = keys.ring.current.signer(algorithm) else {
            throw OAuthError(.serverError, "the server has no key to sign with", cause: "no \(algorithm.rawValue) key")
        }
        do {
            return try key.sign(payload, type: type)
        } catch {
            throw OAuthError(.serverError, "the server could not sign", cause: "\(error)")
        }
    }
}

/// What an opaque access token is sealed for.
enum OpaqueToken {
    static let context = Array("access token".utf8)
}
