import OAuthProtocol

/// A public key that somebody reads encrypted tokens with: RSA of 2048 to 8192 bits, P-256, P-384, P-521 or X25519.
package struct EncryptionKey: Sendable {
    enum Material: Sendable {
        case rsa(RSAEncryptionKey)
        case agreement(AgreementPublicKey)

        var algorithms: [KeyManagementAlgorithm] {
            switch self {
            case .rsa: KeyManagementAlgorithm.encrypting
            case .agreement: KeyManagementAlgorithm.agreeing
            }
        }
    }

    /// `kid`; `nil` if the key has no name.
    package let id: String?
    /// The algorithms that it serves: those of its kind, or the one that it names.
    package let algorithms: [KeyManagementAlgorithm]
    let material: Material

    /// Whether `algorithm` may be used with this key.
    package func serves(_ algorithm: KeyManagementAlgorithm) -> Bool { algorithms.contains(algorithm) }

    /// Whether to encrypt to it takes several times as long as to sign by ES256, as on P-384 and P-521 and with RSA of over
    /// 4096 bits.
    package var isCostly: Bool {
        switch material {
        case .rsa(let key): key.octetCount > 512
        case .agreement(.p256), .agreement(.x25519): false
        case .agreement(.p384), .agreement(.p521): true
        }
    }

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
            let isMeant = !operations.isDisjoint(with: named) || named.isEmpty && type != "RSA"
            guard isMeant else { throw .badKey }
        }
        let only = try jwk.keyText("alg")
        algorithms = material.algorithms.filter { only == nil || $0.rawValue == only }
        guard !algorithms.isEmpty else { throw .unsupported }
        id = try jwk.keyText("kid", beyondASCII: true)
    }
}
