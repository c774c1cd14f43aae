import Crypto
import OAuthProtocol

/// A private key that reads tokens encrypted to its public half. It is never described.
package struct DecryptionKey: Sendable, CustomStringConvertible, CustomReflectable {
    enum Material: Sendable {
        case rsa(RSADecryptionKey)
        case agreement(AgreementPrivateKey)
    }

    let material: Material
    private let algorithms: [KeyManagementAlgorithm]

    /// Whether tokens by `algorithm` may be opened with this key.
    package func serves(_ algorithm: KeyManagementAlgorithm) -> Bool { algorithms.contains(algorithm) }

    /// Reads a private JWK: the public key's members and `d`, for RSA also `p` and `q` (RFC 7518 §6.2.2, §6.3.2).
    ///
    /// - Throws: what reading the public half as an `EncryptionKey` throws, `key_ops` aside; `badKey` if the private half
    ///   is missing or does not belong to it.
    package init(jwk: JSONObject) throws(JOSEError) {
        var published = jwk
        published["key_ops"] = nil
        let key = try EncryptionKey(jwk: published)
        algorithms = key.algorithms
        switch key.material {
        case .rsa:
            let (modulus, exponent) = try jwk.rsaNumbers(within: .operators)
            let primes = (try jwk.keyOctets("p"), try jwk.keyOctets("q"))
            guard
                let secret = RSADecryptionKey(
                    modulus: modulus, exponent: exponent, secret: try jwk.keyOctets("d"), primes: primes)
            else { throw .badKey }
            material = .rsa(secret)
        case .agreement: material = .agreement(try AgreementPrivateKey(jwk: jwk))
        }
    }

    /// A key on P-256 that follows from a secret and a name, so that whoever has both has the key.
    package init(derivedFrom secret: DerivedKey, name: String) {
        var attempt = 0
        while true {
            // One in 2^32 is no scalar of the curve.
            let scalar = secret.mac(Array("\(name) \(attempt)".utf8))
            if let key = try? P256.KeyAgreement.PrivateKey(rawRepresentation: scalar) {
                material = .agreement(.p256(key))
                algorithms = KeyManagementAlgorithm.agreeing
                return
            }
            attempt += 1
        }
    }

    /// The public half of a key that agrees upon secrets, as a JWK (RFC 7517 §4) that is named by its thumbprint. It names no
    /// algorithm, since it serves several.
    ///
    /// - Throws: `unsupported` for an RSA key.
    package func publicJWK() throws(JOSEError) -> JSONObject {
        guard case .agreement(let key) = material else { throw .unsupported }
        var jwk = key.publicKey.members
        let id = try KeyThumbprint.make(of: jwk)
        jwk["use"] = .string("enc")
        jwk["kid"] = .string(id)
        return jwk
    }

    package var description: String { "(decryption key)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
