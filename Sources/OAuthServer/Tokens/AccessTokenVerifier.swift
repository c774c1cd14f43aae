import JOSE
import OAuthProtocol
import Storage

/// Tells whether an access token is alive: made by us, not expired, and nothing that it came from revoked. The one
/// verifier behind every endpoint, so that none of them forgets a check.
package struct AccessTokenVerifier: Sendable {
    private let issuer: Issuer
    private let keys: TokenKeys
    private let clients: ClientDirectory
    private let store: any Store
    private let epoch: SecurityEpoch
    private let verified = VerifiedTokens()

    package init(
        issuer: Issuer, keys: TokenKeys, clients: ClientDirectory, store: any Store,
        epoch: SecurityEpoch = SecurityEpoch(since: nil)
    ) {
        self.epoch = epoch
        self.issuer = issuer
        self.keys = keys
        self.clients = clients
        self.store = store
    }

    /// - Returns: `nil` if the token is not ours, has expired, or is dead with its client, user, family, by itself, or
    ///   with a token that it was exchanged for.
    /// - Throws: if the store cannot answer; a token is never taken for alive or dead by default.
    package func verify(_ text: String, at now: Timestamp) async throws(OAuthError) -> LiveToken? {
        guard text.utf8.count <= Limits.token else { return nil }
        let digest = TokenDigest(of: text)
        let standing = VerifiedTokens.Standing(keys: keys.ring.replacements, changes: store.changes, now: now)
        let token: AccessToken?
        switch verified.find(digest, standing) {
        case .live(let live): return live
        case .genuine(let known): token = known
        case .unknown: token = read(text)
        }
        guard let token, now < token.expiresAt, epoch.covers(issuedAt: token.issuedAt),
            let provenance = try await provenance(
                of: token.id, ofClient: token.clientID, exchanges: TokenExchangeGrant.mostExchanges, at: now)
        else { return nil }
        let live = LiveToken(
            token: token, client: provenance.client, holder: provenance.holder, ceiling: provenance.ceiling,
            exchanges: provenance.exchanges)
        verified.hold(live, under: digest, standing)
        return live
    }

    /// What a live token stands on.
    private struct Provenance {
        let client: ClientRecord
        var holder: LiveToken.Holder
        /// What every client between here and the grant may still have.
        var ceiling: Scope
        var exchanges = 0
    }

    /// - `exchanges`: how many may still lie between the token and the grant that it came of.
    /// - Returns: `nil` if something that the token needs is gone. Nothing that is gone comes back, so what is read one
    ///   after the other holds together.
    private func provenance(
        of id: TokenID, ofClient clientID: ClientID, exchanges remaining: Int, at now: Timestamp
    ) async throws(OAuthError) -> Provenance? {
        guard let client = try await clients.find(clientID, at: now) else { return nil }
        if try await isRevoked(id.description) { return nil }
        let ceiling = client.metadata.scope
        switch id.origin {
        case .client(let instance):
            return client.registration.instance == instance
                ? Provenance(client: client, holder: .client(client.id), ceiling: ceiling) : nil
        case .delegation(let id):
            let standing = try await storing(await store.findDelegation(id))
            guard let standing, standing.delegation.client == client.registration,
                let user = standing.activeUser(at: now)
            else { return nil }
            return Provenance(
                client: client, holder: .user(user, standing.delegation, standing.session), ceiling: ceiling)
        case .exchange(let id):
            let exchange = try await storing(await store.findExchange(id))
            guard remaining > 0, let exchange, exchange.client == client.registration else { return nil }
            // An actor token is the client's own and bounds `exp`, so it can only have died by itself.
            if let actorID = exchange.actorTokenID, try await isRevoked(actorID) { return nil }
            guard let subjectID = TokenID(exchange.subjectTokenID),
                let subject = try await provenance(
                    of: subjectID, ofClient: exchange.subjectClientID, exchanges: remaining - 1, at: now)
            else { return nil }
            return Provenance(
                client: client, holder: subject.holder.exchanged,
                ceiling: ceiling.intersection(subject.ceiling), exchanges: subject.exchanges + 1)
        }
    }

    /// Whether a token was revoked by itself (RFC 7009).
    private func isRevoked(_ id: String) async throws(OAuthError) -> Bool {
        try await storing(await store.findRevocation(ofTokenID: id))
    }

    /// The claims of a token that we made, alive or not; `nil` for anything else.
    package func read(_ text: String) -> AccessToken? {
        guard text.utf8.count <= Limits.token else { return nil }
        let payload = text.octets.contains(".") ? signedPayload(text) : sealedPayload(text)
        guard let payload, let claims = try? JWTClaims(payload: payload) else { return nil }
        return AccessToken(claims, issuer: issuer)
    }

    private func signedPayload(_ text: String) -> [UInt8]? {
        guard let jws = try? CompactJWS(text), jws.type == "at+jwt", let keyID = jws.keyID,
            let key = keys.ring.current.verificationKey(id: keyID), jws.isSigned(by: key)
        else { return nil }
        return jws.payload
    }

    private func sealedPayload(_ text: String) -> [UInt8]? {
        Base64URL.decode(text).flatMap { try? keys.opaque.open($0, bound: OpaqueToken.context) }
    }
}
