import JOSE
import OAuthProtocol

/// What the keys in a client's metadata must be good for: a key that is too weak, or missing, is found when the client
/// is registered and not when its users sign in.
package enum RegisteredKeys {
    /// Judges `jwks`; what `jwks_uri` names is judged when it is used. Keys of kinds that this server does not know are
    /// passed over (RFC 7517 §5).
    ///
    /// - `bounds`: how large keys may be.
    /// - Throws: `invalid_client_metadata` for a malformed, weak or too large key, or if an algorithm that the metadata names
    ///   has no key.
    package static func check(_ metadata: ClientMetadata, within bounds: KeyBounds = .operators) throws(OAuthError) {
        guard let jwks = metadata.jwks else { return }
        for (index, key) in (jwks["keys"]?.array ?? []).enumerated() {
            guard let jwk = key.object, mayBeUsed(jwk, within: bounds) else {
                throw OAuthError(
                    .invalidClientMetadata,
                    "jwks: key number \(index + 1) is malformed, off its curve, too weak or too large "
                        + "(RSA has 2048 to \(bounds.modulus) bits and an exponent of at most \(bounds.exponent) octets)"
                )
            }
        }
        let keys: JWKSet
        do {
            keys = try JWKSet(json: jwks.octets, within: bounds)
        } catch {
            throw OAuthError(.invalidClientMetadata, "jwks must be a JWK Set", cause: "\(error)")
        }
        for (name, encryption) in metadata.wantedEncryptions {
            guard let algorithm = encryption.algorithm, keys.encryptionKeys(for: algorithm).isEmpty else { continue }
            throw missing(algorithm.rawValue, for: "\(name)_encrypted_response_alg")
        }
        if metadata.authenticationMethod == .privateKeyJWT {
            let algorithms = metadata.authenticationAlgorithm.map { [$0] } ?? SignatureAlgorithm.allCases
            guard algorithms.contains(where: { !keys.keys(id: nil, algorithm: $0.rawValue).isEmpty }) else {
                throw missing(
                    metadata.authenticationAlgorithm?.rawValue ?? "signatures", for: "token_endpoint_auth_method")
            }
        }
        if case .signature(let algorithm) = metadata.requestObjectAlgorithm,
            keys.keys(id: nil, algorithm: algorithm.rawValue).isEmpty
        {
            throw missing(algorithm.rawValue, for: "request_object_signing_alg")
        }
    }

    /// Whether a key verifies or encrypts here, or is of a kind or for a use that only other servers know.
    private static func mayBeUsed(_ jwk: JSONObject, within bounds: KeyBounds) -> Bool {
        let verifies = { () throws(JOSEError) in _ = try PublicKey(jwk: jwk, within: bounds) }
        let encrypts = { () throws(JOSEError) in _ = try EncryptionKey(jwk: jwk, within: bounds) }
        let problems: [JOSEError?]
        switch jwk["use"]?.string {
        case "sig": problems = [problem(verifies)]
        case "enc": problems = [problem(encrypts)]
        case nil: problems = [problem(verifies), problem(encrypts)]
        case _?: problems = []
        }
        return problems.contains(nil) || problems.allSatisfy { $0 == .unsupported }
    }

    private static func problem(_ read: () throws(JOSEError) -> Void) -> JOSEError? {
        do {
            try read()
            return nil
        } catch {
            return error
        }
    }

    private static func missing(_ algorithm: String, for name: String) -> OAuthError {
        OAuthError(.invalidClientMetadata, "\(name): jwks has no key for \(algorithm)")
    }
}
