import JOSE
import OAuthProtocol

/// Judges assertions of trusted issuers (RFC 7523 §3): who made it, for whom, until when, and whom it is about.
package struct AssertionVerifier: Sendable {
    /// Seconds by which an issuer's clock may be ahead of ours.
    private static let skew: Int64 = 60
    /// Seconds that an assertion may live at most: as long as its `jti` has to be remembered.
    private static let longestLife: Int64 = 86_400
    /// `typ` of plain assertions, and of identity assertions (draft-ietf-oauth-identity-assertion-authz-grant).
    private static let plainTypes: Set<String> = ["jwt", "application/jwt"]
    private static let identityType = "oauth-id-jag+jwt"

    private let issuers: [String: (configuration: TrustedIssuer, keys: PublishedKeys)]
    /// What `aud` may name: the issuer, or the token endpoint under any of its names.
    private let audiences: Set<String>

    package init(configuration: ServerConfiguration, tokenEndpoints: [String], documents: any DocumentFetching) {
        let entries = configuration.trustedIssuers.map { issuer in
            let keys = PublishedKeys(source: issuer.keys, owner: "assertion's issuer", documents: documents)
            return (issuer.issuer, (configuration: issuer, keys: keys))
        }
        issuers = Dictionary(entries, uniquingKeysWith: { first, _ in first })
        audiences = Set([configuration.issuer.value] + tokenEndpoints)
    }

    package var trustsAnyone: Bool { !issuers.isEmpty }

    /// - Throws: `invalid_grant` saying which requirement is not met, or `temporarily_unavailable` if the issuer's keys
    ///   cannot be had.
    package func verify(
        _ text: String, from client: ClientID, at now: Timestamp
    ) async throws(OAuthError) -> VerifiedAssertion {
        let jws: CompactJWS
        let claims: JWTClaims
        do {
            jws = try CompactJWS(text)
            claims = try JWTClaims(payload: jws.payload)
        } catch {
            throw Self.refused("it is not a well-formed signed JWT")
        }
        guard let name = claims.issuer, let issuer = issuers[name] else {
            throw Self.refused("its iss is not trusted here")
        }
        guard issuer.configuration.algorithms.contains(jws.algorithm) else {
            throw Self.refused("its alg is not accepted")
        }
        guard issuer.configuration.clients?.contains(client.value) ?? true else {
            throw Self.refused("this client may not bring assertions of its issuer")
        }
        let keys = try await issuer.keys.find(at: now) { $0.keys(id: jws.keyID, algorithm: jws.algorithm) }
        guard keys.contains(where: jws.isSigned(by:)) else { throw Self.refused("its signature does not verify") }

        try Self.check(jws.type?.lowercased(), claims, client)
        guard claims.audience.contains(where: audiences.contains) else {
            throw Self.refused("its aud is not this server")
        }
        guard let expiresAt = claims.expiresAt else { throw Self.refused("it has no exp") }
        guard now < expiresAt else { throw Self.refused("it has expired") }
        guard expiresAt <= now + Self.longestLife else { throw Self.refused("its exp is more than a day ahead") }
        for start in [claims.notBefore, claims.issuedAt] {
            guard start.map({ $0 <= now + Self.skew }) ?? true else { throw Self.refused("it is not valid yet") }
        }
        guard let id = claims.id, !id.isEmpty else { throw Self.refused("it has no jti") }
        let subjectClaim = issuer.configuration.subjectClaim
        guard claims.subject != nil, let subject = claims[subjectClaim]?.string, !subject.isEmpty else {
            throw Self.refused("it has no \(claims.subject == nil ? "sub" : subjectClaim)")
        }
        return VerifiedAssertion(
            subject: subject, subjectClaim: subjectClaim, digest: TokenDigest(of: "\(name.utf8.count):\(name)\(id)"),
            expiresAt: expiresAt, scopes: issuer.configuration.scopes)
    }

    /// An identity assertion names the client that it was made for; another type of JWT, such as an access token or an
    /// ID token, is no assertion at all (RFC 8725 §3.11).
    private static func check(_ type: String?, _ claims: JWTClaims, _ client: ClientID) throws(OAuthError) {
        if type == identityType {
            guard claims["client_id"]?.string == client.value else { throw refused("its client_id is another client") }
        } else if let type, !plainTypes.contains(type) {
            throw refused("its typ is not that of an assertion")
        }
    }

    private static func refused(_ reason: String) -> OAuthError {
        OAuthError(.invalidGrant, "the assertion is refused: \(reason)")
    }
}

/// What a good assertion says.
package struct VerifiedAssertion: Sendable {
    /// The value of the claim that names the account.
    package let subject: String
    package let subjectClaim: String
    /// Of issuer and `jti`, by which it is spent.
    package let digest: TokenDigest
    package let expiresAt: Timestamp
    /// The most that it may give; `nil` means all that the client may have.
    package let scopes: Scope?
}
