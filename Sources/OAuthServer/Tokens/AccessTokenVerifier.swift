import JOSE
import OAuthProtocol
import Storage

/// Tells whether an access token is alive: made by us, not expired, and nothing that it came from revoked. The one
/// verifier behind every endpoint, so that none of them forgets a check.
package struct AccessTokenVerifier: Sendable {
    private let issuer: Issuer
    private let keys: TokenKeys
    private let clients: ClientDirectory
    private let delegations: any DelegationStore
    private let revoked: any RevokedTokenStore

    package init(
        issuer: Issuer, keys: TokenKeys, clients: ClientDirectory, delegations: any DelegationStore,
        revoked: any RevokedTokenStore
    ) {
        self.issuer = issuer
        self.keys = keys
        self.clients = clients
        self.delegations = delegations
        self.revoked = revoked
    }

    /// - Returns: `nil` if the token is not ours, has expired, or is dead with its client, user, family or by itself.
    /// - Throws: if the store cannot answer; a token is never taken for alive or dead by default.
    package func verify(_ text: String, at now: Timestamp) async throws(OAuthError) -> LiveToken? {
        guard let token = read(text), now < token.expiresAt else { return nil }
        guard let client = try await clients.find(token.clientID, at: now) else { return nil }
        if try await storing({ () throws(StorageError) in
            try await revoked.findRevocation(ofTokenID: token.id.description)
        }) {
            return nil
        }
        switch token.id.origin {
        case .client(let instance):
            return client.instance == instance ? LiveToken(token: token, client: client, holder: .client) : nil
        case .delegation(let id):
            let standing = try await storing { () throws(StorageError) in try await delegations.findDelegation(id) }
            guard let standing, standing.delegation.clientInstance == client.instance,
                let user = standing.activeUser(at: now)
            else { return nil }
            return LiveToken(
                token: token, client: client, holder: .user(user, standing.delegation, standing.session))
        }
    }

    /// The claims of a token that we made, alive or not; `nil` for anything else.
    package func read(_ text: String) -> AccessToken? {
        guard text.utf8.count <= Limits.token else { return nil }
        let payload = text.contains(".") ? signedPayload(text) : sealedPayload(text)
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

/// An access token that is alive, and whose it is.
package struct LiveToken: Sendable {
    package enum Holder: Sendable {
        case client
        /// The session is `nil` if it has ended, or there was none.
        case user(UserRecord, DelegationRecord, SessionRecord?)
    }

    package let token: AccessToken
    package let client: ClientRecord
    package let holder: Holder

    /// What the token may be used for: what it says, as far as the client may still have it.
    package var scope: Scope { token.scope.intersection(client.metadata.scope) }
}
