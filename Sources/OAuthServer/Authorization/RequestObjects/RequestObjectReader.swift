import JOSE
import OAuthProtocol
import Storage

/// Judges a request object: that the client made it, in the way that it registered, for this server and for now
/// (RFC 9101 §6).
struct RequestObjectReader: Sendable {
    /// Seconds by which the client's clock may differ from ours.
    private static let skew: Int64 = 60
    /// `typ` (RFC 9101 §10.8); other tokens of the client, such as its assertions, are no requests.
    private static let types: Set<String> = [
        "oauth-authz-req+jwt", "application/oauth-authz-req+jwt", "jwt", "application/jwt",
    ]

    private let issuer: Issuer
    private let own: RequestKeys
    private let keys: ClientKeys
    private let signatures: SignatureVerifier

    /// - `own`: what objects may be encrypted to.
    /// - `keys`: what they are signed with.
    init(issuer: Issuer, own: RequestKeys, keys: ClientKeys, signatures: SignatureVerifier) {
        self.issuer = issuer
        self.own = own
        self.keys = keys
        self.signatures = signatures
    }

    /// - `address`: of whoever brings it.
    /// - Returns: the object's claims as the parameters that they are.
    /// - Throws: `invalid_request_object` saying which requirement is not met, `temporarily_unavailable` if the client's
    ///   keys cannot be had, or `too_many_requests`.
    func read(
        _ text: String, of client: ClientRecord, from address: String, at now: Timestamp
    ) async throws(OAuthError) -> Parameters {
        let payload = try await provedPayload(of: opened(text, at: now), client, address, at: now)
        let claims: JWTClaims
        guard let object = (try? JSONParser.parse(payload))?.object else { throw Self.malformed }
        do {
            claims = try JWTClaims(payload: payload)
        } catch {
            throw Self.malformed
        }
        if let maker = claims.issuer, ClientID(maker) != client.id {
            throw Self.refused("its iss is not the client_id")
        }
        // So a client assertion looks, and no request object may (RFC 9101 §10.8).
        if claims.subject.map(ClientID.init) == client.id { throw Self.refused("its sub is the client_id") }
        if object["aud"] != nil, !claims.audience.contains(where: { $0.octets == issuer.value.octets }) {
            throw Self.refused("its aud is not this server")
        }
        if let end = claims.expiresAt, now >= end + Self.skew { throw Self.refused("it has expired") }
        if let start = claims.notBefore, now + Self.skew < start { throw Self.refused("it is not valid yet") }
        return try Parameters(requestObject: object)
    }

    /// What is in an encrypted object, which must be a token itself (RFC 9101 §6.1); any other as it is.
    private func opened(_ text: String, at now: Timestamp) throws(OAuthError) -> String {
        guard text.utf8.count(where: { $0 == UInt8(ascii: ".") }) == 4 else { return text }
        guard let token = try? CompactJWE(text), token.contentType.map(Self.isToken) ?? true else {
            throw Self.malformed
        }
        for key in own.keys(id: token.keyID, at: now) {
            guard let octets = try? token.decrypt(with: key) else { continue }
            guard let inner = String(validating: octets, as: UTF8.self) else { throw Self.malformed }
            return inner
        }
        throw Self.refused("it does not open with a key of this server, whose keys with use enc are at the jwks_uri")
    }

    /// `cty` of a token within a token (RFC 7519 §5.2).
    private static func isToken(_ contentType: String) -> Bool { types.contains(contentType.octets.lowercased) }

    private func provedPayload(
        of text: String, _ client: ClientRecord, _ address: String, at now: Timestamp
    ) async throws(OAuthError) -> [UInt8] {
        if let unsecured = try? UnsecuredJWT(text) {
            guard client.metadata.requestObjectAlgorithm == .unsecured else {
                throw Self.refused("it is not signed")
            }
            try Self.check(type: unsecured.type)
            return unsecured.payload
        }
        guard let jws = try? CompactJWS(text) else { throw Self.malformed }
        guard let algorithm = SignatureAlgorithm(rawValue: jws.algorithm) else {
            throw Self.refused("its alg is not accepted")
        }
        // Omitted, any that server and client know may be used; named, all others must be refused (OpenID Connect
        // Registration §2).
        guard client.metadata.requestObjectAlgorithm.map({ $0 == .signature(algorithm) }) ?? true else {
            throw Self.refused("its alg is not the one that the client registered")
        }
        guard client.metadata.hasKeys else { throw Self.refused("the client has no keys to verify it with") }
        try Self.check(type: jws.type)
        let candidates = try await keys.verificationKeys(
            of: client, keyID: jws.keyID, algorithm: jws.algorithm, from: address, at: now)
        if let reason = try await signatures.objection(
            to: jws, by: candidates, of: client.signer(from: address), at: now)
        {
            throw Self.refused(reason)
        }
        return jws.payload
    }

    private static func check(type: String?) throws(OAuthError) {
        guard let type else { return }
        guard types.contains(type.octets.lowercased) else { throw refused("its typ is not that of a request object") }
    }

    private static var malformed: OAuthError {
        refused(
            "it is not a JWT of at most \(Limits.token) characters, or its header is not accepted")
    }

    private static func refused(_ reason: String) -> OAuthError {
        OAuthError(.invalidRequestObject, "the request object is refused: \(reason)")
    }
}
