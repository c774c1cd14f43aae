import Crypto
import CryptoExtras
import OAuthProtocol

/// A key that verifies signatures: P-256, P-384, RSA of 2048 to 8192 bits, Ed25519 or ML-DSA-65. Which algorithms it
/// serves follows from the key and never from the token, so `none` and HMAC under a public key have nowhere to enter
/// (RFC 8725 §3.1).
package struct PublicKey: Sendable {
    enum Material: Sendable {
        case p256(P256.Signing.PublicKey)
        case p384(P384.Signing.PublicKey)
        case rsa(_RSA.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
        case mlDSA65(MLDSA65.PublicKey)

        /// The `alg` values that belong to the key's type (RFC 7518 §3.1, RFC 8037 §3.1).
        var algorithms: [String] {
            switch self {
            case .p256: ["ES256"]
            case .p384: ["ES384"]
            case .rsa: ["RS256", "PS256"]
            case .ed25519: ["EdDSA"]
            case .mlDSA65: ["ML-DSA-65"]
            }
        }
    }

    private let material: Material
    /// The JWK's own `alg`; `nil` if it leaves that open.
    private let onlyAlgorithm: String?

    /// - Throws: `unsupported` if `onlyAlgorithm` does not belong to the key's type.
    init(_ material: Material, onlyAlgorithm: String?) throws(JOSEError) {
        if let onlyAlgorithm, !material.algorithms.contains(onlyAlgorithm) { throw .unsupported }
        self.material = material
        self.onlyAlgorithm = onlyAlgorithm
    }

    /// Whether to verify a signature takes several times as long as by ES256, as in P-384 and with RSA of over 4096 bits.
    package var isCostly: Bool {
        switch material {
        case .p256, .ed25519, .mlDSA65: false
        case .p384: true
        case .rsa(let key): key.keySizeInBits > 4096
        }
    }

    /// Whether signatures by `algorithm` may be verified with this key.
    package func serves(_ algorithm: String) -> Bool {
        if let onlyAlgorithm {
            onlyAlgorithm.octets == algorithm.octets
        } else {
            material.algorithms.contains(algorithm)
        }
    }

    /// Whether `signature` is this key's over `input` by `algorithm`; false also for an algorithm that is not the key's.
    ///
    /// - `algorithm`: the `alg` of the token's header, which the caller has found acceptable.
    package func verifies(_ signature: [UInt8], of input: [UInt8], algorithm: String) -> Bool {
        guard serves(algorithm) else { return false }
        switch material {
        case .p256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: SHA256.hash(data: input))
        case .p384(let key):
            guard let signature = try? P384.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: SHA384.hash(data: input))
        case .rsa(let key):
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: input),
                padding: algorithm == "PS256" ? .PSS : .insecurePKCS1v1_5)
        case .ed25519(let key): return key.isValidSignature(signature, for: input)
        case .mlDSA65(let key): return key.isValidSignature(signature, for: input)
        }
    }
}
