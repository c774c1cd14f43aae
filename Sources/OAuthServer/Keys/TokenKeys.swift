import JOSE
import OAuthProtocol

/// The keys that tokens are made and recognised with.
package struct TokenKeys: Sendable {
    package let ring: KeyRing
    /// Authenticates refresh tokens.
    package let refresh: DerivedKey
    /// Seals opaque access tokens.
    package let opaque: DerivedKey
    /// Makes the subjects that only one sector knows a user by (OpenID Connect Core §8.1).
    package let pairwise: DerivedKey
    /// Makes the names that only one client knows a session by.
    package let sessionIDs: DerivedKey
    /// Seals the metadata of clients that register themselves, and makes their secrets.
    package let registrations: DerivedKey
    /// Seals initial access tokens.
    package let initialAccess: DerivedKey
    /// Makes the digests under which user codes are kept.
    package let userCodes: DerivedKey
    /// Makes the secrets of authorization codes.
    package let codes: DerivedKey
    /// Seals what waits for a person into the handle that the browser carries.
    package let waitingRequests: DerivedKey
    /// What request objects may be encrypted to.
    package let requests: RequestKeys
    private let look: @Sendable () async throws(SigningKeyError) -> Void

    /// - `look`: puts into `ring` what other processes have made; by default there are none.
    package init(
        ring: KeyRing, master: MasterKey,
        look: @escaping @Sendable () async throws(SigningKeyError) -> Void = {}
    ) {
        self.ring = ring
        refresh = master.derive("refresh tokens")
        opaque = master.derive("opaque access tokens")
        pairwise = master.derive("pairwise subjects")
        sessionIDs = master.derive("session ids of clients")
        registrations = master.derive("client registrations")
        initialAccess = master.derive("initial access tokens")
        userCodes = master.derive("user codes")
        codes = master.derive("authorization codes")
        waitingRequests = master.derive("waiting requests")
        requests = RequestKeys(secret: master.derive("request objects"))
        self.look = look
    }

    /// The JWK Set document (RFC 7517 §5): what signs, and what request objects may be encrypted to.
    package func jwks(at now: Timestamp) -> [UInt8] {
        requests.jwks(beside: ring, at: now)
    }

    /// A signed token in the compact serialization, ASCII. No key is ever made for it: that is done when a client is
    /// registered that wants the algorithm, since a request may be anybody's.
    ///
    /// - `payload`: the claims set, octet for octet as it will be signed.
    /// - `type`: `typ` of the header.
    /// - Throws: `server_error` if there is no key, or if it cannot sign.
    package func sign(
        _ payload: [UInt8], by algorithm: SignatureAlgorithm, type: StaticString
    ) async throws(OAuthError) -> [UInt8] {
        let key = try await signer(algorithm)
        do {
            return try key.sign(payload, type: type)
        } catch {
            throw OAuthError(.serverError, "the server could not sign", cause: "\(error)")
        }
    }

    private func signer(_ algorithm: SignatureAlgorithm) async throws(OAuthError) -> SigningKey {
        if let key = ring.current.signer(algorithm) { return key }
        do {
            // A command may have made it this second.
            try await look()
        } catch {
            throw OAuthError(.serverError, "the server has no key to sign with", cause: "\(error)")
        }
        guard let key = ring.current.signer(algorithm) else {
            throw OAuthError(
                .serverError, "the server has no key to sign with",
                cause: "no \(algorithm.rawValue) key, was it retired?")
        }
        return key
    }
}
