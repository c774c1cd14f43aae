import JOSE
import OAuthProtocol
import Storage

/// Judges assertions of trusted issuers (RFC 7523 §3): who made it, for whom, until when, and whom it is about.
package struct AssertionVerifier: Sendable {
    /// Seconds by which another clock may be ahead of ours, or behind.
    private static let skew: Int64 = 60
    /// Seconds that an assertion may live at most: as long as its `jti` has to be remembered.
    private static let longestLife: Int64 = 86_400
    /// The same for an identity assertion, which must be short-lived.
    private static let longestIdentityLife: Int64 = 3600
    /// `typ` of plain assertions, which may also have none; the explicit one is what workload platforms are to write
    /// (draft-ietf-wimse-workload-identity-practices §5.2).
    private static let plainTypes: Set<String?> = [nil, "jwt", "authorization-grant+jwt"]
    /// Claims that bind an assertion to a key (RFC 7800), an actor (RFC 8693 §4.1), details (RFC 9396) or a tenant of ours,
    /// of which this server honours none: to pass one over would give more than the issuer gave.
    private static let bindings = ["cnf", "act", "authorization_details", "aud_tenant"]

    private let issuers: [Octets: (configuration: TrustedIssuer, keys: PublishedKeys)]
    private let issuer: Issuer
    private let signatures: SignatureVerifier
    private let epoch: SecurityEpoch
    /// What else the `aud` of a plain assertion may name: the token endpoint under any of its names.
    private let tokenEndpoints: Set<Octets>

    package init(
        configuration: ServerConfiguration, tokenEndpoints: [String], signatures: SignatureVerifier,
        documents: any DocumentFetching
    ) {
        self.signatures = signatures
        epoch = configuration.securityEpoch
        let entries = configuration.trustedIssuers.map { issuer in
            let keys = PublishedKeys(source: issuer.keys, owner: "assertion's issuer", documents: documents)
            return (issuer.issuer.octets, (configuration: issuer, keys: keys))
        }
        issuers = Dictionary(entries, uniquingKeysWith: { first, _ in first })
        issuer = configuration.issuer
        self.tokenEndpoints = Set(tokenEndpoints.map(\.octets))
    }

    package var trustsAnyone: Bool { !issuers.isEmpty }

    /// - Throws: `invalid_grant` saying which requirement is not met, `unauthorized_client` for an identity assertion from
    ///   a public client, or `temporarily_unavailable` if the issuer's keys cannot be had.
    package func verify(
        _ text: String, from client: ClientRecord, at now: Timestamp
    ) async throws(OAuthError) -> VerifiedAssertion {
        let jws: CompactJWS
        let claims: JWTClaims
        do {
            jws = try CompactJWS(text)
            claims = try JWTClaims(payload: jws.payload)
        } catch {
            throw Self.refused("it is not a well-formed signed JWT")
        }
        guard let name = claims.issuer, let trusted = issuers[name.octets] else {
            throw Self.refused("its iss is not trusted here")
        }
        guard trusted.configuration.algorithms.contains(jws.algorithm) else {
            throw Self.refused("its alg is not accepted")
        }
        guard trusted.configuration.clients?.contains(where: { ClientID($0) == client.id }) ?? true else {
            throw Self.refused("this client may not bring assertions of its issuer")
        }
        let keys: [PublicKey]
        do {
            keys = try await trusted.keys.find(at: now) { $0.keys(id: jws.keyID, algorithm: jws.algorithm) }
        } catch {
            // A URL that is never visited is the operator's to mend and no fault of who asks.
            throw error.code == .invalidClientMetadata ? OAuthError.unfetched(error.cause ?? error.description) : error
        }
        if let reason = try await signatures.objection(to: jws, by: keys, of: .chosen, at: now) {
            throw Self.refused(reason)
        }

        let identity = try identity(in: jws, claims, from: client, trusted.configuration)
        let isForUs = identity == nil ? isServer(among: claims.audience) : isIssuerAlone(claims.audience)
        guard isForUs else { throw Self.refused("its aud is not this server") }
        let longestLife = identity == nil ? Self.longestLife : Self.longestIdentityLife
        let expiresAt = try Self.expiry(of: claims, within: longestLife, at: now)
        guard epoch.covers(assertionFrom: claims.issuedAt, until: expiresAt, longestLife: longestLife) else {
            throw Self.refused("it may have been used before the database was restored, bring a new one with an iat")
        }
        guard let id = claims.id, !id.isEmpty else { throw Self.refused("it has no jti") }
        guard identity == nil || claims.issuedAt != nil else { throw Self.refused("it has no iat") }
        if let binding = Self.bindings.first(where: { claims[$0] != nil }) {
            throw Self.refused("it has \(binding), which is not supported here")
        }
        return VerifiedAssertion(
            subject: try Self.subject(of: claims, issuer: name),
            account: try Self.account(in: claims, trusted.configuration),
            person: trusted.configuration.createsAccounts ? AssertedPerson(claims) : nil,
            // Longer than it is good, since another server's clock may be behind.
            spent: SpentAssertion(
                digest: TokenDigest(of: "\(name.utf8.count):\(name)\(id)"), expiresAt: expiresAt + Self.skew),
            scopes: trusted.configuration.scopes, identity: identity)
    }

    /// What an identity assertion says; `nil` for a plain one. Another type of JWT, such as an access token, an ID token
    /// or a client assertion, is no assertion about a person at all (RFC 8725 §3.11).
    private func identity(
        in jws: CompactJWS, _ claims: JWTClaims, from client: ClientRecord, _ trusted: TrustedIssuer
    ) throws(OAuthError) -> IdentityAssertion? {
        if Self.plainTypes.contains(jws.mediaType) { return nil }
        guard jws.mediaType == IdentityAssertion.type else { throw Self.refused("its typ is not that of an assertion") }
        guard claims["client_id"]?.string.map(ClientID.init) == client.id else {
            throw Self.refused("its client_id is another client")
        }
        // Anybody could be a public client (§8.1). The operator may know better, and then names it.
        guard client.metadata.isConfidential || trusted.clients != nil else {
            throw OAuthError(.unauthorizedClient, "identity assertions are for clients that authenticate")
        }
        return try IdentityAssertion(claims)
    }

    /// This server, under any of its names (RFC 7523 §3). Others may be meant too (RFC 7519 §4.1.3).
    private func isServer(among audience: [String]) -> Bool {
        audience.contains { issuer.isNamed(by: $0) || tokenEndpoints.contains($0.octets) }
    }

    /// One audience and no other, so that nobody else can use what was made for them too (§4.4.1).
    private func isIssuerAlone(_ audience: [String]) -> Bool {
        audience.count == 1 && audience.allSatisfy(issuer.isNamed)
    }

    private static func expiry(
        of claims: JWTClaims, within longest: Int64, at now: Timestamp
    ) throws(OAuthError) -> Timestamp {
        guard let expiresAt = claims.expiresAt else { throw refused("it has no exp") }
        guard now < expiresAt else { throw refused("it has expired") }
        guard expiresAt <= now + longest else {
            throw refused("its exp is more than \(longest == longestLife ? "a day" : "an hour") ahead")
        }
        for start in [claims.notBefore, claims.issuedAt] {
            guard start.map({ $0 <= now + skew }) ?? true else { throw refused("it is not valid yet") }
        }
        return expiresAt
    }

    static func refused(_ reason: String) -> OAuthError {
        OAuthError(.invalidGrant, "the assertion is refused: \(reason)")
    }
}
