import OAuthProtocol

/// A public key that somebody reads encrypted tokens with: RSA of 2048 to 8192 bits, P-256, P-384, P-521 or X25519.
package struct EncryptionKey: Sendable {
    enum Material: Sendable {
        case rsa(RSAEncryptionKey)
        case agreement(AgreementPublicKey)

        var algorithm: KeyManagementAlgorithm {
            switch self {
            case .rsa: .rsaOAEP256
            case .agreement: .ecdhES
            }
        }
    }

    /// `kid`; `nil` if the key has no name.
    package let id: String?
    /// The one algorithm that such a key serves.
    package var algorithm: KeyManagementAlgorithm { material.algorithm }
    let material: Material

    /// Reads a JWK (RFC 7517 §4). Private members are not looked at.
    ///
    /// - Throws: `unsupported` for a key type, curve or `alg` that we do not encrypt to; `badKey` for a key that is
    ///   malformed, too weak, too large, or meant for something else than encryption (`use`, `key_ops`).
    package init(jwk: JSONObject, within bounds: KeyBounds = .operators) throws(JOSEError) {
        guard let type = try jwk.keyText("kty") else { throw .badKey }
        if let use = try jwk.keyText("use"), use != "enc" { throw .badKey }
        let operations: Set<String>
        if type == "RSA" {
            let numbers = try jwk.rsaNumbers(within: bounds)
            guard let key = RSAEncryptionKey(modulus: numbers.modulus, exponent: numbers.exponent) else {
                throw .badKey
            }
            material = .rsa(key)
            operations = ["wrapKey", "encrypt"]
        } else {
            material = .agreement(try AgreementPublicKey(jwk: jwk))
            operations = ["deriveKey", "deriveBits"]
        }
        if let named = jwk["key_ops"] {
            guard let named = named.strings else { throw .badKey }
            // The public half of an agreement does nothing by itself, so browsers write an empty list beside it.
            let isMeant = !operations.isDisjoint(with: named) || named.isEmpty && material.algorithm == .ecdhES
            guard isMeant else { throw .badKey }
        }
        if let algorithm = try jwk.keyText("alg"), algorithm != material.algorithm.rawValue { throw .unsupported }
        id = try jwk.keyText("kid", beyondASCII: true)
    }
}
