import JOSE
import OAuthProtocol
import Storage

/// Judges a client assertion (RFC 7523 §3, OpenID Connect Core §9): that the client made it, with a key and an algorithm
/// of its own, for this server alone, for now, and that it was not used before.
package struct ClientAssertionVerifier: Sendable {
    /// Seconds by which the client's clock may be ahead of ours.
    private static let skew: Int64 = 60
    /// Seconds that an assertion may live at most: as long as its `jti` has to be remembered.
    private static let longestLife: Int64 = 3600
    /// `typ` of today's assertions (draft-ietf-oauth-rfc7523bis §4), and of older ones, which may also have none.
    private static let explicitType = "client-authentication+jwt"
    private static let plainType = "jwt"

    private let issuer: Issuer
    private let tokenEndpoint: String
    private let keys: ClientKeys
    private let signatures: SignatureVerifier
    private let assertions: any AssertionStore
    private let dynamicClients = RateLimit(most: 600)
    private let shares: AssertionShares
    private let epoch: SecurityEpoch

    /// - `tokenEndpoint`: its URL, as the metadata names it.
    package init(
        issuer: Issuer, tokenEndpoint: String, keys: ClientKeys, signatures: SignatureVerifier,
        assertions: any AssertionStore, epoch: SecurityEpoch = SecurityEpoch(since: nil),
        shares: AssertionShares = AssertionShares()
    ) {
        self.epoch = epoch
        self.signatures = signatures
        self.shares = shares
        self.issuer = issuer
        self.tokenEndpoint = tokenEndpoint
        self.keys = keys
        self.assertions = assertions
    }

    /// Spends the assertion if it is good.
    ///
    /// - `address`: of whoever brings it.
    /// - Throws: `invalid_client`, with the reason for the log alone; `temporarily_unavailable` if the client publishes
    ///   its keys and they cannot be had, or too many are remembered of all dynamic clients; `too_many_requests` where too
    ///   many did not verify, or are remembered of the caller's network.
    func verify(
        _ assertion: ClientAssertion, of client: ClientRecord, from address: String, at now: Timestamp
    ) async throws(OAuthError) {
        if let reason = objection(to: assertion, of: client, at: now) { throw Self.refused(reason, client) }
        guard let id = assertion.claims.id, let expiresAt = assertion.claims.expiresAt else {
            throw Self.refused("it has no jti or no exp", client)
        }
        let jws = assertion.jws
        let candidates = try await keys.verificationKeys(
            of: client, keyID: jws.keyID, algorithm: jws.algorithm, from: address, at: now)
        if let reason = try await signatures.objection(
            to: jws, by: candidates, of: client.signer(from: address), at: now)
        {
            throw Self.refused(reason, client)
        }
        // Only now: whoever cannot sign cannot spend. Longer than it is good, since another server's clock may be behind.
        let spent = SpentAssertion(
            digest: TokenDigest(of: "client \(client.id.value.utf8.count):\(client.id.value)\(id)"),
            expiresAt: expiresAt + Self.skew)
        guard try await spend(spent, of: client, from: address, at: now) else {
            throw Self.refused("its jti was used before", client)
        }
    }

    /// Each costs a row until it has expired, and a dynamic client cost nothing.
    ///
    /// - Returns: false if it was spent before.
    private func spend(
        _ assertion: SpentAssertion, of client: ClientRecord, from address: String, at now: Timestamp
    ) async throws(OAuthError) -> Bool {
        guard client.origin.isDynamic else { return try await storing(await assertions.commitSpending(of: assertion)) }
        try dynamicClients.count(address, at: now)
        try shares.count(assertion, from: address, at: now)
        do throws(OAuthError) {
            let isFirst = try await storing(await assertions.commitSpending(of: assertion))
            if !isFirst { shares.takeBack(assertion, from: address) }
            return isFirst
        } catch {
            shares.takeBack(assertion, from: address)
            throw error
        }
    }

    /// What is wrong with what it says, its signature aside; `nil` if nothing is.
    private func objection(to assertion: ClientAssertion, of client: ClientRecord, at now: Timestamp) -> String? {
        let (jws, claims) = (assertion.jws, assertion.claims)
        guard let algorithm = SignatureAlgorithm(rawValue: jws.algorithm) else { return "its alg is not accepted" }
        guard client.metadata.authenticationAlgorithm.map({ $0 == algorithm }) ?? true else {
            return "its alg is not the one that the client registered"
        }
        guard [nil, Self.plainType, Self.explicitType].contains(jws.mediaType) else {
            return "its typ is not that of a client assertion"
        }
        guard claims.issuer.map(ClientID.init) == client.id, claims.subject.map(ClientID.init) == client.id else {
            return "its iss and sub are not both the client_id"
        }
        guard isAudience(claims.audience, explicitly: jws.mediaType == Self.explicitType) else {
            return "its aud is not this server alone"
        }
        guard let expiresAt = claims.expiresAt else { return "it has no exp" }
        guard now < expiresAt else { return "it has expired" }
        guard expiresAt <= now + (Self.longestLife + Self.skew) else { return "its exp is more than an hour ahead" }
        for start in [claims.notBefore, claims.issuedAt] {
            guard start.map({ $0 <= now + Self.skew }) ?? true else { return "it is not valid yet" }
        }
        guard epoch.covers(assertionFrom: claims.issuedAt, until: expiresAt, longestLife: Self.longestLife + Self.skew)
        else { return "it may be older than the restored database, which knows nothing of its use" }
        guard claims.id?.isEmpty == false else { return "it has no jti" }
        return nil
    }

    /// One audience and no more, so that nobody else can use what was made for them too. It is the issuer; clients that
    /// go by OpenID Connect Core §9 name the token endpoint instead, and one that declares the newer `typ` does not: it
    /// follows draft-ietf-oauth-rfc7523bis, which forbids that.
    private func isAudience(_ audience: [String], explicitly isExplicit: Bool) -> Bool {
        guard audience.count == 1, let only = audience.first else { return false }
        return issuer.isNamed(by: only) || !isExplicit && only.octets == tokenEndpoint.octets
    }

    private static func refused(_ reason: String, _ client: ClientRecord) -> OAuthError {
        ClientAuthenticator.failure("the client assertion of \(client.id) is refused: \(reason)")
    }
}
