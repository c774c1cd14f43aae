import OAuthProtocol

/// A private key that reads tokens encrypted to its public half. It is never described.
package struct DecryptionKey: Sendable, CustomStringConvertible, CustomReflectable {
    enum Material: Sendable {
        case rsa(RSADecryptionKey)
        case agreement(AgreementPrivateKey)
    }

    let material: Material
    /// The one algorithm that such a key serves.
    package let algorithm: KeyManagementAlgorithm

    /// Reads a private JWK: the public key's members and `d`, for RSA also `p` and `q` (RFC 7518 §6.2.2, §6.3.2).
    ///
    /// - Throws: what reading the public half as an `EncryptionKey` throws, `key_ops` aside; `badKey` if the private half
    ///   is missing or does not belong to it.
    package init(jwk: JSONObject) throws(JOSEError) {
        var published = jwk
        published["key_ops"] = nil
        algorithm = try EncryptionKey(jwk: published).algorithm
        switch algorithm {
        case .rsaOAEP256:
            let (modulus, exponent) = try jwk.rsaNumbers(within: .operators)
            let primes = (try jwk.keyOctets("p"), try jwk.keyOctets("q"))
            guard
                let key = RSADecryptionKey(
                    modulus: modulus, exponent: exponent, secret: try jwk.keyOctets("d"), primes: primes)
            else { throw .badKey }
            material = .rsa(key)
        case .ecdhES: material = .agreement(try AgreementPrivateKey(jwk: jwk))
        }
    }

    package var description: String { "(decryption key)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
